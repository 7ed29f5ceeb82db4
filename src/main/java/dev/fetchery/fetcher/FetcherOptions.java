package dev.fetchery.fetcher;

import dev.fetchery.client.ClientOptions;
import dev.fetchery.client.Resolver;
import dev.fetchery.job.AddressKind;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * How one fetcher is set up.
 *
 * @param downloadsDir everything it writes is inside; made where it does not exist
 * @param client how it makes requests; its capacity is the number of tasks it runs at once
 * @param fullDurability whether files are synced before they are reported as saved
 */
public record FetcherOptions(Path downloadsDir, ClientOptions client, boolean fullDurability) {
  private static final int DEFAULT_HEADER_BYTES = 64 << 10;

  /** With the platform's name resolution and authorities, HTTP/2 offered over TLS. */
  public static FetcherOptions of(
      Path downloadsDir, int capacity, String userAgent, Set<AddressKind> egress) {
    return with(downloadsDir, capacity, userAgent, egress, null, DEFAULT_HEADER_BYTES, false);
  }

  /**
   * With a resolver of one's own (or null) and a cap on the head of answers.
   *
   * @param headerBytes cap on an answer's head
   */
  public static FetcherOptions with(
      Path downloadsDir,
      int capacity,
      String userAgent,
      Set<AddressKind> egress,
      Resolver resolver,
      int headerBytes,
      boolean fullDurability) {
    return new FetcherOptions(
        downloadsDir,
        new ClientOptions(capacity, userAgent, egress, resolver, headerBytes, true, null),
        fullDurability);
  }

  /** The same in a program that listens there. */
  public FetcherOptions withOwnPort(IntSupplier port) {
    return new FetcherOptions(downloadsDir, client.withOwnPort(port), fullDurability);
  }
}
