package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ItemResult;
import dev.fetchery.store.JobStore.Attempted;
import dev.fetchery.store.JobStore.ItemAttempt;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What has become of a job's items and is still to be stored, many to a commit. Confined to the
 * coordinator's event loop.
 */
public final class OutcomeBatch {
  /**
   * Calls that store ends of items at a time: one that is written, and one that waits for it. A
   * call costs a database on another machine several ways there and back, however many ends it has.
   */
  private static final int MOST_CALLS = 2;

  private final Confined confined = new Confined();
  private final JobEvents job;
  private final ItemStore store;
  private final PartPaths parts;
  private final OutcomeBacklog backlog;
  private final Settler settler;
  private final Wakeup wakeup;

  /** Items whose end is held or being stored. */
  private final Set<Long> storing = new HashSet<>();

  private final EndingItems ending = new EndingItems();

  /** Hears which items have ended and are stored. */
  private Consumer<List<Completion>> onEnded = completions -> {};

  private int calls;
  private List<ItemResult> results = new ArrayList<>();
  private List<Published> published = new ArrayList<>();
  private List<Attempted> attempted = new ArrayList<>();
  private List<ItemAttempt> kept = new ArrayList<>();

  /** Removes the parts of a published item; its end is stored. */
  @FunctionalInterface
  public interface Settler {
    void settle(Lease lease, List<String> parts);
  }

  /** A published item whose parts go once its end is stored. */
  private record Published(Lease lease, List<String> parts) {}

  OutcomeBatch(
      JobEvents job,
      ItemStore store,
      PartPaths parts,
      OutcomeBacklog backlog,
      Settler settler,
      Wakeup wakeup) {
    this.job = job;
    this.store = store;
    this.parts = parts;
    this.backlog = backlog;
    this.settler = settler;
    this.wakeup = wakeup;
  }

  /**
   * @param listener hears which items have ended and are stored
   */
  void onEnded(Consumer<List<Completion>> listener) {
    assert confined.here();
    onEnded = listener;
  }

  /** Whether the end of this item is held or being stored. */
  boolean holds(long seq) {
    return storing.contains(seq);
  }

  /** Items whose end is held or being stored. */
  Set<Long> seqs() {
    return storing;
  }

  /** Of these, what watchers are to be told. */
  public EndingItems ending() {
    return ending;
  }

  /** Whether all that came here has been given to the store. */
  public boolean isEmpty() {
    return results.isEmpty() && attempted.isEmpty() && kept.isEmpty();
  }

  /** An attempt that did not end its item. */
  void attempted(Attempted attempt) {
    assert confined.here();
    attempted.add(attempt);
  }

  /** An attempt that is kept for its item. */
  void keep(ItemAttempt attempt) {
    assert confined.here();
    kept.add(attempt);
  }

  /** Completes when this is stored. */
  Future<Void> store(Attempted attempt) {
    assert confined.here();
    List<Attempted> one = List.of(attempt);
    parts.writing(one);
    return job.writing(store.attempted(one).onSuccess(stored -> parts.stored(one)));
  }

  /** An item has ended. */
  void ended(ItemResult result) {
    assert confined.here();
    results.add(result);
    backlog.add(1);
    storing.add(result.seq());
    ending.add(result);
  }

  /**
   * An item's file is published; its end follows.
   *
   * @param paths where its parts may be
   * @param made directories that were made for it
   */
  void published(Lease lease, List<String> paths, List<String> made) {
    assert confined.here();
    job.willSettle();
    if (!made.isEmpty()) {
      job.writing(store.addDirectories(made));
    }
    published.add(new Published(lease, paths));
  }

  /**
   * Stores what is held, in one go; ends of items as soon as not too many calls are on their way,
   * and then all that have come.
   */
  public void flush() {
    assert confined.here();
    if (!kept.isEmpty()) {
      List<ItemAttempt> batch = kept;
      kept = new ArrayList<>();
      // Before the ends of the items: who sees one sees what led to it.
      job.writing(store.addAttempts(batch));
    }
    if (!attempted.isEmpty()) {
      flushAttempted();
    }
    flushResults();
  }

  private void flushAttempted() {
    List<Attempted> batch = attempted;
    attempted = new ArrayList<>();
    parts.writing(batch);
    job.writing(store.attempted(batch).onSuccess(stored -> parts.stored(batch)));
  }

  private void flushResults() {
    if (results.isEmpty() || calls == MOST_CALLS) {
      return;
    }
    List<ItemResult> batch = results;
    List<Published> settled = published;
    results = new ArrayList<>();
    published = new ArrayList<>();
    calls++;
    job.writing(
        store
            .complete(batch)
            .onSuccess(completions -> stored(batch, completions, settled))
            .onComplete(answered -> nextResults()));
  }

  private void nextResults() {
    calls--;
    flushResults();
  }

  private void stored(
      List<ItemResult> batch, List<Completion> completions, List<Published> settled) {
    backlog.remove(batch.size());
    for (ItemResult result : batch) {
      storing.remove(result.seq());
      ending.remove(result);
      parts.ended(result.seq());
    }
    if (Trace.on()) {
      completions.forEach(this::trace);
    }
    job.completed(completions);
    onEnded.accept(completions);
    settled.forEach(one -> settler.settle(one.lease(), one.parts()));
    wakeup.wake();
  }

  private void trace(Completion completion) {
    long seq = completion.item().seq();
    Trace.step(job.info().id(), seq, "stored, completion", completion.n());
  }
}
