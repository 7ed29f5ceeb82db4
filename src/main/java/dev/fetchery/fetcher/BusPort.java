package dev.fetchery.fetcher;

import dev.fetchery.bus.BusRequests;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@link CoordinatorPort} over the event bus. Confined to the fetcher's event loop.
 *
 * <p>The bus itself does not notice that the node which was asked has gone: see {@link #giveUp}.
 */
final class BusPort implements CoordinatorPort {
  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Set<Promise<FetcherMessage>> underWay = new LinkedHashSet<>();

  BusPort(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs) {
    assert confined.here();
    DeliveryOptions how = new DeliveryOptions().setSendTimeout(timeoutMs);
    Promise<FetcherMessage> answer = Promise.promise();
    underWay.add(answer);
    BusRequests.ask(vertx.eventBus(), address, message, FetcherMessage.class, how)
        .onComplete(
            asked -> {
              underWay.remove(answer);
              if (asked.succeeded()) {
                answer.tryComplete(asked.result());
              } else {
                answer.tryFail(asked.cause());
              }
            });
    return answer.future();
  }

  /** Waits for none of the answers any more: a node has gone, which perhaps was to give them. */
  void giveUp() {
    assert confined.here();
    List.copyOf(underWay).forEach(answer -> answer.tryFail("a node has gone"));
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
