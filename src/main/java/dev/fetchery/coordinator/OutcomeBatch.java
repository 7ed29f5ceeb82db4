package dev.fetchery.coordinator;

import dev.fetchery.job.ItemResult;
import dev.fetchery.store.JobStore.Attempted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What has become of a job's items and is still to be stored, many to a commit. Confined to the
 * coordinator's context.
 */
final class OutcomeBatch {
  private final JobRunner runner;
  private final Desk desk;
  private final PartPaths parts;

  /** Items whose end is held or being stored. */
  private final Set<Long> storing = new HashSet<>();

  private List<ItemResult> endings = new ArrayList<>();
  private List<Settling> settling = new ArrayList<>();
  private List<Attempted> attempted = new ArrayList<>();

  /** A published item whose parts go once its end is stored. */
  record Settling(FetcherSession session, long task, List<String> parts) {}

  OutcomeBatch(JobRunner runner, PartPaths parts) {
    this.runner = runner;
    this.desk = runner.desk;
    this.parts = parts;
  }

  boolean storing(long seq) {
    return storing.contains(seq);
  }

  Set<Long> storing() {
    return storing;
  }

  /** Whether all that came here has been given to the store. */
  boolean nothingHeld() {
    return endings.isEmpty() && attempted.isEmpty();
  }

  void attempted(Attempted attempt) {
    attempted.add(attempt);
  }

  void ended(ItemResult ending) {
    endings.add(ending);
    storing.add(ending.seq());
  }

  void settle(Settling published) {
    settling.add(published);
  }

  /** Stores what is held, in one go. */
  void flush() {
    if (!attempted.isEmpty()) {
      List<Attempted> batch = attempted;
      attempted = new ArrayList<>();
      parts.writing(batch);
      runner.writing(
          desk.on(desk.store.attempted(runner.id(), batch))
              .onSuccess(stored -> parts.stored(batch)));
    }
    if (!endings.isEmpty()) {
      flushEndings();
    }
  }

  private void flushEndings() {
    List<ItemResult> batch = endings;
    List<Settling> toSettle = settling;
    endings = new ArrayList<>();
    settling = new ArrayList<>();
    desk.uncommitted += batch.size();
    runner.writing(
        desk.on(desk.store.complete(runner.id(), batch))
            .onSuccess(
                completions -> {
                  desk.uncommitted -= batch.size();
                  batch.forEach(e -> stored(e.seq()));
                  runner.completed(completions);
                  toSettle.forEach(
                      s -> desk.fetchers.settle(s.session(), s.task(), runner, s.parts()));
                  desk.pump();
                }));
  }

  private void stored(long seq) {
    storing.remove(seq);
    parts.ended(seq);
  }
}
