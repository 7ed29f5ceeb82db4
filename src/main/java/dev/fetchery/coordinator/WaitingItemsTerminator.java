package dev.fetchery.coordinator;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Ends what a job has waiting, slice after slice, wherever it waits. */
final class WaitingItemsTerminator {
  private final JobRunner runner;
  private final Desk desk;

  WaitingItemsTerminator(JobRunner runner) {
    this.runner = runner;
    this.desk = runner.desk;
  }

  /** All of them, as cancelled. */
  Future<Void> cancelled() {
    return end(null, ItemState.CANCELLED, null);
  }

  /** Those of a host, as failed. */
  Future<Void> failed(String host, Fault why) {
    return end(host, ItemState.FAILED, why);
  }

  private Future<Void> end(String host, ItemState state, Fault why) {
    Instant now = desk.now();
    return desk.on(
            desk.store.endWaiting(runner.id(), host, runner.items.activeSeqs(), state, why, now))
        .compose(
            completions -> {
              if (completions.isEmpty()) {
                return Future.succeededFuture();
              }
              ended(completions, host);
              return runner
                  .leftovers
                  .discardOf(completions, state)
                  .compose(v -> end(host, state, why));
            });
  }

  private void ended(List<Completion> completions, String host) {
    runner.completed(completions);
    if (host != null) {
      completions.forEach(c -> runner.admission.ended(c.item().seq(), host));
    }
  }
}
