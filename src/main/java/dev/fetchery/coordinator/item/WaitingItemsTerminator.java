package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ends what a job has waiting in the store, slice after slice; what is active is left alone. */
public final class WaitingItemsTerminator {
  private final JobEvents job;
  private final ItemStore store;
  private final ActiveItems active;
  private final OutcomeBatch batch;
  private final HeldItems held;
  private final PartCleanup cleanup;
  private final SteadyClock clock;

  WaitingItemsTerminator(
      JobEvents job,
      ItemStore store,
      ActiveItems active,
      OutcomeBatch batch,
      HeldItems held,
      PartCleanup cleanup,
      SteadyClock clock) {
    this.job = job;
    this.store = store;
    this.active = active;
    this.batch = batch;
    this.held = held;
    this.cleanup = cleanup;
    this.clock = clock;
  }

  /** All of them end as cancelled. */
  public Future<Void> cancelled() {
    return end(null, ItemState.CANCELLED, null);
  }

  /** Those of a host end as failed. */
  public Future<Void> failed(String host, Fault why) {
    return end(host, ItemState.FAILED, why);
  }

  private Future<Void> end(@Nullable String host, ItemState state, @Nullable Fault why) {
    Set<Long> except = new HashSet<>(active.seqs());
    except.addAll(batch.seqs());
    return store
        .endWaiting(host, except, state, why, clock.now())
        .compose(
            completions ->
                completions.isEmpty()
                    ? Future.succeededFuture()
                    : ended(completions, host, state).compose(v -> end(host, state, why)));
  }

  private Future<Void> ended(List<Completion> completions, @Nullable String host, ItemState state) {
    job.completed(completions);
    if (host != null) {
      completions.forEach(completion -> held.ended(completion.item().seq(), host));
    }
    return cleanup.removeOf(completions, state);
  }
}
