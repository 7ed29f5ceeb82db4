package dev.fetchery.coordinator.discovery;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.Proposal;
import dev.fetchery.source.Discovery;
import dev.fetchery.source.Discovery.Step;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job's source at work: its calls may block, and are made away from the event loop, one after the
 * other. Confined to the coordinator's event loop.
 */
public final class DiscoveryExecutor {
  private final Confined confined = new Confined();
  private final Opener opener;
  private final Worker worker;
  private @Nullable Discovery discovery;
  private @Nullable Proposal proposal;
  private Future<?> lastCall = Future.succeededFuture();

  /** Opens a source; called away from the event loop. */
  @FunctionalInterface
  public interface Opener {
    /**
     * @param position where it goes on, or null for the beginning
     */
    Discovery open(@Nullable String position);
  }

  public DiscoveryExecutor(Opener opener, Worker worker) {
    this.opener = opener;
    this.worker = worker;
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
  Future<Step> next(@Nullable String position, int maxItems) {
    assert confined.here();
    return opened(position)
        .compose(
            source ->
                inTurn(() -> new Taken(source.next(maxItems), source.proposal()))
                    .onSuccess(taken -> proposal = taken.proposal())
                    .map(Taken::step));
  }

  /** A step, and what the source proposes after it. */
  private record Taken(Step step, @Nullable Proposal proposal) {}

  /** What the source proposed with its last step, or null. */
  @Nullable Proposal proposal() {
    return proposal;
  }

  /** The step as it is to be taken where so many of its items were not named before. */
  Future<Step> listed(Step step, int fresh) {
    assert confined.here();
    Discovery source = discovery;
    return source == null || !source.mayRepeat()
        ? Future.succeededFuture(step)
        : inTurn(() -> source.listed(step, fresh));
  }

  /**
   * Tells it something.
   *
   * @return completes when it was told; null where it is not open
   */
  @Nullable Future<Void> tell(Consumer<Discovery> telling) {
    assert confined.here();
    return discovery == null ? null : tell(discovery, telling);
  }

  private Future<Void> tell(Discovery source, Consumer<Discovery> telling) {
    return inTurn(
        () -> {
          telling.accept(source);
          return null;
        });
  }

  void close() {
    assert confined.here();
    if (discovery != null) {
      tell(discovery, Discovery::close);
      discovery = null;
    }
  }

  private Future<Discovery> opened(@Nullable String position) {
    return discovery != null
        ? Future.succeededFuture(discovery)
        : worker.run(() -> opener.open(position)).onSuccess(opened -> discovery = opened);
  }

  private <T extends @Nullable Object> Future<T> inTurn(Callable<T> call) {
    Future<T> turn = lastCall.transform(before -> worker.run(call));
    lastCall = turn;
    return turn;
  }
}
