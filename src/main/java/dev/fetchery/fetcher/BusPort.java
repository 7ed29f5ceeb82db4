package dev.fetchery.fetcher;

import dev.fetchery.bus.BusRequests;
import dev.fetchery.bus.FetcherMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** {@link CoordinatorPort} over the event bus. */
record BusPort(Vertx vertx) implements CoordinatorPort {
  @Override
  public Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs) {
    DeliveryOptions how = new DeliveryOptions().setSendTimeout(timeoutMs);
    return BusRequests.ask(vertx.eventBus(), address, message, FetcherMessage.class, how);
  }

  @Override
  public void after(long delayMs, Runnable action) {
    if (delayMs <= 0) {
      vertx.runOnContext(v -> action.run());
    } else {
      vertx.setTimer(delayMs, timer -> action.run());
    }
  }
}
