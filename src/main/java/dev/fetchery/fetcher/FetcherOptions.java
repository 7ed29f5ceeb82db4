package dev.fetchery.fetcher;

import dev.fetchery.client.ClientOptions;
import dev.fetchery.client.Resolver;
import dev.fetchery.job.AddressKind;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of one fetcher.
 *
 * @param downloadsDir everything it writes is inside; created if missing
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

  /** Refuses connections to this port on this machine, where the program itself listens. */
  public FetcherOptions withOwnPort(IntSupplier port) {
    return new FetcherOptions(downloadsDir, client.withOwnPort(port), fullDurability);
  }
}
