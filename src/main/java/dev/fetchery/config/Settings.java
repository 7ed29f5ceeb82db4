package dev.fetchery.config;

import dev.fetchery.job.AddressKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How a service is set up: every key of the settings file, the environment and the command line.
 *
 * @param host address to listen on; loopback by default, since the interface has no users
 * @param port to listen on; 0 takes a free one
 * @param dataDir holds the store; mode 0700, since jobs hold secrets
 * @param token every call needs it where it is set; null for none
 * @param tlsCert PEM file, or null for plain HTTP
 * @param tlsKey PEM file of the certificate's key
 * @param allowHosts further names in {@code Host} that are answered
 * @param egress kinds of addresses that may be reached; empty means the default for the host
 * @param concurrency requests under way in the service
 * @param maxRunningJobs further jobs are queued
 * @param maxOpenJobs further jobs are refused
 * @param fullDurability whether files and store are synced before a completion is announced
 * @param keepFinishedDays finished jobs are forgotten after so long; 0 keeps them
 * @param userAgent sent to origins unless a job says otherwise
 * @param caps bounds on what is taken in
 */
public record Settings(
    String host,
    int port,
    Path dataDir,
    Path downloadsDir,
    String token,
    Path tlsCert,
    Path tlsKey,
    List<String> allowHosts,
    Set<AddressKind> egress,
    int concurrency,
    int maxRunningJobs,
    int maxOpenJobs,
    boolean fullDurability,
    int keepFinishedDays,
    String userAgent,
    Caps caps) {

  public Settings {
    allowHosts = List.copyOf(allowHosts);
    egress = Set.copyOf(egress);
  }

  public Settings withPort(int other) {
    return new Settings(
        host,
        other,
        dataDir,
        downloadsDir,
        token,
        tlsCert,
        tlsKey,
        allowHosts,
        egress,
        concurrency,
        maxRunningJobs,
        maxOpenJobs,
        fullDurability,
        keepFinishedDays,
        userAgent,
        caps);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Settings["
        + host
        + ":"
        + port
        + ", data "
        + dataDir
        + ", downloads "
        + downloadsDir
        + "]";
  }

  /**
   * Bounds on what strangers may send.
   *
   * @param bodyBytes of a posted JSON job
   * @param headerBytes of an origin's answer head
   * @param feedWatchers at once
   * @param itemsPerJob found beyond it end the discovery with an error
   * @param pagesPerJob asked for at most
   * @param pageBytes of one page of a listing
   * @param lookupBytes of one lookup's answer
   * @param documentBytes of a {@code json} source's document
   */
  public record Caps(
      long bodyBytes,
      int headerBytes,
      int feedWatchers,
      long itemsPerJob,
      long pagesPerJob,
      long pageBytes,
      long lookupBytes,
      long documentBytes) {
    public static final Caps DEFAULT =
        new Caps(
            16L << 20, 64 << 10, 10_000, 100_000_000, 1_000_000, 16L << 20, 1L << 20, 4L << 30);
  }
}
