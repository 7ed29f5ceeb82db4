package dev.fetchery.fetcher;

import dev.fetchery.bus.NodeInfo;
import dev.fetchery.client.ClientOptions;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.job.AddressKind;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;

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
    this(
        LocalFiles.in(downloadsDir),
        client,
        fullDurability,
        MemoryBudget.ofThisHeap(),
        NodeInfo.UNNAMED);
  }

  /** One of several fetchers, one for each processor, that share the memory for bodies. */
  public FetcherOptions(
      FileStore.Opener files,
      ClientOptions client,
      boolean fullDurability,
      MemoryBudget shared,
      NodeInfo node) {
    this(files, client, fullDurability, shared, share(shared), node);
  }

  /** What each of the fetchers may hold of bodies. */
  private static long share(MemoryBudget memory) {
    int fetchers = Runtime.getRuntime().availableProcessors();
    return Math.min(MOST_MEMORY, memory.limit(Use.BODIES) / fetchers);
  }

  /** With the platform's name resolution and authorities, HTTP/2 offered over TLS. */
  public static FetcherOptions of(
      Path downloadsDir, int capacity, String userAgent, Set<AddressKind> egress) {
    return new FetcherOptions(
        downloadsDir,
        new ClientOptions(capacity, userAgent, egress, null, DEFAULT_HEADER_BYTES, true, null),
        false);
  }

  /** Makes its requests otherwise. */
  public FetcherOptions withClient(UnaryOperator<ClientOptions> other) {
    return new FetcherOptions(
        files, other.apply(client), fullDurability, memory, memoryBytes, node);
  }
}
