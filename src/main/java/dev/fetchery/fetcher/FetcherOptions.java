package dev.fetchery.fetcher;

import dev.fetchery.bus.NodeInfo;
import dev.fetchery.client.ClientOptions;
import dev.fetchery.client.CredentialStore;
import dev.fetchery.client.OwnPlaces;
import dev.fetchery.client.Resolver;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.job.AddressKind;
import dev.fetchery.proxy.ProxyRules;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of one fetcher.
 *
 * @param files where fetched bodies become files
 * @param client how it makes requests; its capacity is the number of tasks it runs at once
 * @param fullDurability whether files are synced before they are reported as saved
 * @param memory that the bodies it holds are counted in
 * @param memoryBytes bodies that it holds in memory, all together
 * @param node that it is on
 */
public record FetcherOptions(
    FileStore.Opener files,
    ClientOptions client,
    boolean fullDurability,
    MemoryBudget memory,
    long memoryBytes,
    NodeInfo node) {
  private static final int DEFAULT_HEADER_BYTES = 64 << 10;

  /** More makes nothing faster. */
  private static final long MOST_MEMORY = 256L << 20;

  /** With files in a directory, and a share of this JVM's heap that is its own. */
  public FetcherOptions(Path downloadsDir, ClientOptions client, boolean fullDurability) {
    this(LocalFiles.in(downloadsDir), client, fullDurability, MemoryBudget.ofThisHeap());
  }

  private FetcherOptions(
      FileStore.Opener files, ClientOptions client, boolean fullDurability, MemoryBudget memory) {
    this(
        files,
        client,
        fullDurability,
        memory,
        memory(memory, Runtime.getRuntime().availableProcessors()),
        NodeInfo.UNNAMED);
  }

  /** With the platform's name resolution and authorities, HTTP/2 offered over TLS. */
  public static FetcherOptions of(
      Path downloadsDir, int capacity, String userAgent, Set<AddressKind> egress) {
    return with(downloadsDir, capacity, userAgent, egress, null, DEFAULT_HEADER_BYTES, false);
  }

  /**
   * With all that tests set.
   *
   * @param resolver of host names; null for the platform's
   * @param headerBytes most bytes of a response's head
   */
  public static FetcherOptions with(
      Path downloadsDir,
      int capacity,
      String userAgent,
      Set<AddressKind> egress,
      @Nullable Resolver resolver,
      int headerBytes,
      boolean fullDurability) {
    return new FetcherOptions(
        downloadsDir,
        new ClientOptions(capacity, userAgent, egress, resolver, headerBytes, true, null),
        fullDurability);
  }

  /** What each of several fetchers may hold of bodies. */
  private static long memory(MemoryBudget memory, int fetchers) {
    return Math.min(MOST_MEMORY, memory.limit(Use.BODIES) / fetchers);
  }

  /** One of several fetchers, one for each processor, that share the memory for bodies. */
  public FetcherOptions withMemory(MemoryBudget shared) {
    return new FetcherOptions(
        files,
        client,
        fullDurability,
        shared,
        memory(shared, Runtime.getRuntime().availableProcessors()),
        node);
  }

  /** Saves files there. */
  public FetcherOptions withFiles(FileStore.Opener other) {
    return new FetcherOptions(other, client, fullDurability, memory, memoryBytes, node);
  }

  /** Holds no more of bodies in memory than that. */
  public FetcherOptions withMemory(long bytes) {
    return new FetcherOptions(files, client, fullDurability, memory, bytes, node);
  }

  /** Judges certificates by these, or by the platform's authorities where that is null. */
  public FetcherOptions withTrust(@Nullable TrustOptions trust) {
    return new FetcherOptions(
        files, client.withTrust(trust), fullDurability, memory, memoryBytes, node);
  }

  /** Sends these credentials to their origins. */
  public FetcherOptions withCredentials(CredentialStore store) {
    return new FetcherOptions(
        files, client.withCredentials(store), fullDurability, memory, memoryBytes, node);
  }

  /** Asks by these proxies. */
  public FetcherOptions withProxies(ProxyRules rules) {
    return new FetcherOptions(
        files, client.withProxies(rules), fullDurability, memory, memoryBytes, node);
  }

  /** Refuses connections to where the program itself listens. */
  public FetcherOptions withOwnPlaces(OwnPlaces places) {
    return new FetcherOptions(
        files, client.withOwnPlaces(places), fullDurability, memory, memoryBytes, node);
  }

  /** Is a fetcher of this node. */
  public FetcherOptions withNode(NodeInfo other) {
    return new FetcherOptions(files, client, fullDurability, memory, memoryBytes, other);
  }
}
