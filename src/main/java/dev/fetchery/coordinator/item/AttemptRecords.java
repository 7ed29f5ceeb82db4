package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Fault;
import org.jspecify.annotations.Nullable;

/** What is kept of an attempt at an item. */
final class AttemptRecords {
  private AttemptRecords() {}

  /**
   * The record of an attempt, or null where the item itself tells as much: it was the first request
   * and succeeded, or the attempt does not count.
   */
  static @Nullable AttemptRecord of(
      ActiveItem item, Lease lease, Outcome outcome, SteadyClock clock) {
    Hop hop = item.hop();
    if (item.work().attempts() <= 1 && !hop.found() && isSuccess(outcome)) {
      return null;
    }
    if (outcome instanceof Outcome.Saved saved) {
      return record(hop, lease, saved.response().status(), null, saved.durationMs(), clock);
    } else if (outcome instanceof Outcome.Probed probed) {
      return record(hop, lease, probed.status(), null, probed.durationMs(), clock);
    } else if (outcome instanceof Outcome.NotModified same) {
      return record(hop, lease, 304, null, same.durationMs(), clock);
    } else if (outcome instanceof Outcome.Redirected redirect) {
      return record(hop, lease, redirect.status(), null, redirect.durationMs(), clock);
    } else if (outcome instanceof Outcome.HttpError error) {
      Fault fault = FetchAttempts.status(error.status());
      return record(hop, lease, error.status(), fault, error.durationMs(), clock);
    } else if (outcome instanceof Outcome.Failed failed) {
      return record(hop, lease, failed.status(), failed.fault(), failed.durationMs(), clock);
    }
    return null;
  }

  private static boolean isSuccess(Outcome outcome) {
    return outcome instanceof Outcome.Saved
        || outcome instanceof Outcome.Probed
        || outcome instanceof Outcome.NotModified;
  }

  private static AttemptRecord record(
      Hop hop,
      Lease lease,
      @Nullable Integer status,
      @Nullable Fault fault,
      long durationMs,
      SteadyClock clock) {
    return new AttemptRecord(
        clock.now().minusNanos(clock.nanoTime() - lease.sinceNanos()),
        hop.shown(),
        status,
        fault,
        lease.receivedBytes(),
        durationMs,
        lease.remoteAddress(),
        lease.node());
  }
}
