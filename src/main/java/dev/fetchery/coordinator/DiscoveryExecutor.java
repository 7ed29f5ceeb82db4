package dev.fetchery.coordinator;

import dev.fetchery.source.Discoveries;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Step;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A job's source at work: its calls may block, and are made off the event loop, in their order. */
final class DiscoveryExecutor {
  private final JobRunner runner;
  private final Desk desk;
  private Discovery discovery;
  private Future<?> lastCall = Future.succeededFuture();

  DiscoveryExecutor(JobRunner runner) {
    this.runner = runner;
    this.desk = runner.desk;
  }

  boolean isOpen() {
    return discovery != null;
  }

  /** Whether it may name a URL that it named before. */
  boolean mayRepeat() {
    return discovery != null && discovery.mayRepeat();
  }

  /**
   * Its next step.
   *
   * @param position where it begins if it is to be opened, or null
   */
  Future<Step> next(String position, int maxItems) {
    return opened(position).compose(source -> inTurn(() -> source.next(maxItems)));
  }

  /** Tells it something; it is open. */
  Future<Void> tell(Consumer<Discovery> telling) {
    Discovery source = discovery;
    return inTurn(
        () -> {
          telling.accept(source);
          return null;
        });
  }

  void close() {
    if (discovery != null) {
      tell(Discovery::close);
      discovery = null;
    }
  }

  private Future<Discovery> opened(String position) {
    if (discovery != null) {
      return Future.succeededFuture(discovery);
    }
    return desk.off(
            () ->
                Discoveries.open(
                    runner.spec(),
                    position,
                    desk.options.dataDir(),
                    runner.id(),
                    runner.row().createdAt().getEpochSecond(),
                    desk.options.caps().pagesPerJob()))
        .onSuccess(opened -> discovery = opened);
  }

  private <T> Future<T> inTurn(Callable<T> call) {
    Future<T> turn = lastCall.transform(before -> desk.off(call));
    lastCall = turn;
    return turn;
  }
}
