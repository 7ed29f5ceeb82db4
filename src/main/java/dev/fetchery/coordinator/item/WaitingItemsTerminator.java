package dev.fetchery.coordinator.item;

import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.JobReads;
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

  /** Items that are not to be let into memory meanwhile. */
  private final Set<Long> undoing;

  /**
   * @param undoing to be told which items are being undone
   */
  WaitingItemsTerminator(
      JobEvents job,
      ItemStore store,
      ActiveItems active,
      OutcomeBatch batch,
      HeldItems held,
      PartCleanup cleanup,
      SteadyClock clock,
      Set<Long> undoing) {
    this.job = job;
    this.store = store;
    this.active = active;
    this.batch = batch;
    this.held = held;
    this.cleanup = cleanup;
    this.clock = clock;
    this.undoing = undoing;
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
    return cleanup.mayHaveLeftovers()
        ? undone(host, 0).compose(v -> endSlices(host, state, why))
        : endSlices(host, state, why);
  }

  /**
   * Undoes what items published that are about to end so, and were at work when the service ended.
   * What is in memory is undone by its preparation.
   */
  private Future<Void> undone(@Nullable String host, long fromSeq) {
    return store
        .waiting(host, fromSeq, JobReads.PAGE)
        .compose(page -> undonePage(page).map(page))
        .compose(
            page ->
                page.isEmpty() || !cleanup.isOfBefore(lastOf(page).seq())
                    ? Future.succeededFuture()
                    : undone(host, lastOf(page).seq() + 1));
  }

  /** Where it fails it is tried again with what has ended, and after a restart. */
  private Future<Void> undonePage(List<PendingItem> page) {
    List<PendingItem> left = page.stream().filter(this::mayHaveLeft).toList();
    left.forEach(item -> undoing.add(item.seq()));
    return cleanup
        .undoOf(left)
        .otherwiseEmpty()
        .onComplete(done -> left.forEach(item -> undoing.remove(item.seq())));
  }

  private boolean mayHaveLeft(PendingItem item) {
    return cleanup.mayHaveLeft(item.seq()) && !held.holds(item.seq());
  }

  private static PendingItem lastOf(List<PendingItem> page) {
    return page.get(page.size() - 1);
  }

  private Future<Void> endSlices(@Nullable String host, ItemState state, @Nullable Fault why) {
    Set<Long> except = new HashSet<>(active.seqs());
    except.addAll(batch.seqs());
    if (host != null) {
      except.addAll(held.elsewhere());
    }
    return store
        .endWaiting(host, except, state, why, clock.now())
        .compose(
            completions ->
                completions.isEmpty()
                    ? Future.succeededFuture()
                    : ended(completions, host).compose(v -> endSlices(host, state, why)));
  }

  private Future<Void> ended(List<Completion> completions, @Nullable String host) {
    completions.forEach(completion -> active.kept().left(completion.item().seq()));
    job.completed(completions);
    if (host != null) {
      completions.forEach(completion -> held.ended(completion.item().seq(), host));
    }
    return cleanup.removeOf(completions);
  }
}
