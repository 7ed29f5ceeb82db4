package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage;
import io.vertx.core.Future;

/** How a fetcher reaches the coordinator, and its own event loop later. */
interface CoordinatorPort {
  /**
   * Asks; fails where there is no answer in time, or nothing at that address.
   *
   * @param timeoutMs in milliseconds
   */
  Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs);

  /**
   * Runs something later on the fetcher's event loop.
   *
   * @param delayMs 0 for after what is being done now
   */
  void after(long delayMs, Runnable action);
}
