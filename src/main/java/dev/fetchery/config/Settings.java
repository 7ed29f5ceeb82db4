package dev.fetchery.config;

import dev.fetchery.credential.CredentialRules;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.job.AddressKind;
import dev.fetchery.proxy.ProxyRules;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a service. {@link Setting} gives the default and the purpose of each.
 *
 * @param node what this process is called among the nodes of the service
 * @param cluster that it is a node of, or null where it works alone
 */
public record Settings(
    Listen listen,
    Storage storage,
    Capacity capacity,
    Outbound outbound,
    Caps caps,
    String node,
    @Nullable Cluster cluster) {

  public Settings withPort(int port) {
    Listen other = new Listen(listen.host, port, listen.token, listen.tls, listen.allowHosts);
    return new Settings(other, storage, capacity, outbound, caps, node, cluster);
  }

  public Settings withStorage(Storage other) {
    return new Settings(listen, other, capacity, outbound, caps, node, cluster);
  }

  /**
   * The HTTP interface.
   *
   * @param host address to listen on
   * @param port 0 selects a free one
   * @param token required in every request; null for none
   * @param tls null for plain HTTP
   * @param allowHosts further names accepted in {@code Host}, in lower case
   */
  public record Listen(
      String host, int port, @Nullable String token, @Nullable Tls tls, List<String> allowHosts) {
    public Listen {
      allowHosts = List.copyOf(allowHosts);
    }

    /** Hides the token. */
    @Override
    public String toString() {
      return "Listen[" + host + ":" + port + "]";
    }
  }

  /** PEM files of the certificate chain and its private key. */
  public record Tls(Path cert, Path key) {}

  /**
   * The database and the files.
   *
   * @param dataDir directory of the database; mode 0700, since jobs can hold secrets
   * @param files where all downloaded files are
   * @param fullDurability whether files and database are synced before a completion is announced
   * @param keepFinishedDays finished jobs are removed after so many days; 0 keeps them
   * @param store where the record of jobs is
   */
  public record Storage(
      Path dataDir,
      FilesPlace files,
      boolean fullDurability,
      int keepFinishedDays,
      StorePlace store) {
    private static final String PARTS = "parts";

    /** With files in a directory, and the database in the data directory. */
    public Storage(Path dataDir, Path downloadsDir, boolean fullDurability, int keepFinishedDays) {
      this(
          dataDir,
          new FilesPlace.Directory(downloadsDir),
          fullDurability,
          keepFinishedDays,
          new StorePlace.DataDir());
    }

    /**
     * The directory of working files, absolute: where bodies are while they are not whole, and what
     * jobs fetch for themselves. That of the files themselves where they are in a directory.
     */
    public Path workDir() {
      return files instanceof FilesPlace.Directory directory
          ? directory.path()
          : dataDir.resolve(PARTS).toAbsolutePath();
    }
  }

  /**
   * How much happens at once.
   *
   * @param concurrency concurrent requests of this process
   * @param concurrencyGiven whether it was set, and so holds for the service; else the service has
   *     what all its processes have together
   * @param maxRunningJobs further jobs are queued
   * @param maxOpenJobs further jobs are refused
   * @param fetchers of this process, each with an event loop
   * @param graceMs what a process of fetchers alone has for requests under way when it is ended
   */
  public record Capacity(
      int concurrency,
      boolean concurrencyGiven,
      int maxRunningJobs,
      int maxOpenJobs,
      int fetchers,
      long graceMs) {}

  /**
   * Requests to origins.
   *
   * @param egress kinds of addresses that jobs may connect to
   * @param userAgent sent unless the job sets one
   * @param proxies which URLs are asked by a proxy
   * @param authorities trusted besides those of the platform
   * @param credentials what goes along to which origin
   */
  public record Outbound(
      Set<AddressKind> egress,
      String userAgent,
      ProxyRules proxies,
      List<X509Certificate> authorities,
      Credentials credentials) {
    public Outbound {
      egress = Set.copyOf(egress);
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * Credentials of the service.
   *
   * @param file that they come from, or null where there are none
   */
  public record Credentials(@Nullable Path file, CredentialRules rules) {
    public static final Credentials NONE = new Credentials(null, CredentialRules.NONE);
  }

  /**
   * Bounds on data from clients and origins.
   *
   * @param bodyBytes of a posted JSON job
   * @param headerBytes of a response's header fields
   * @param feedWatchers concurrent clients of event feeds
   * @param itemsPerJob further items end the discovery with an error
   * @param pagesPerJob pages of a job's listing
   * @param pageBytes of one page of a listing
   * @param lookupBytes of the response to a lookup
   * @param documentBytes of the document of a {@code json} source
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

  /**
   * The cluster that this process is a node of.
   *
   * @param host address of this machine that the node listens on, and is reached by
   * @param port of the node; the event bus takes the next free one
   * @param name that all its nodes have in common
   * @param join nodes that may be there already
   * @param tls null where nodes trust each other without certificates
   */
  public record Cluster(
      InetAddress host, int port, String name, List<Peer> join, @Nullable ClusterTls tls) {
    public Cluster {
      join = List.copyOf(join);
    }
  }

  /** Where another node may be. */
  public record Peer(String host, int port) {
    /** As it is written in a setting. */
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** PEM files: a node's certificate chain, its private key, and the authority of all nodes. */
  public record ClusterTls(Path cert, Path key, Path authorities) {}
}
