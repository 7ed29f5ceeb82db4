package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Fault;
import java.time.Instant;
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
    boolean first = item.work().attempts() <= 1 && !hop.found();
    Instant at = clock.now().minusNanos(clock.nanoTime() - lease.sinceNanos());
    if (outcome instanceof Outcome.Saved saved) {
      int status = saved.response().status();
      return first ? null : record(at, hop, lease, status, null, saved.durationMs());
    } else if (outcome instanceof Outcome.Probed probed) {
      return first ? null : record(at, hop, lease, probed.status(), null, probed.durationMs());
    } else if (outcome instanceof Outcome.NotModified same) {
      return first ? null : record(at, hop, lease, 304, null, same.durationMs());
    } else if (outcome instanceof Outcome.Redirected redirect) {
      return record(at, hop, lease, redirect.status(), null, redirect.durationMs());
    } else if (outcome instanceof Outcome.HttpError error) {
      Fault fault = FetchAttempts.status(error.status());
      return record(at, hop, lease, error.status(), fault, error.durationMs());
    } else if (outcome instanceof Outcome.Failed failed) {
      return record(at, hop, lease, failed.status(), failed.fault(), failed.durationMs());
    }
    return null;
  }

  private static AttemptRecord record(
      Instant at,
      Hop hop,
      Lease lease,
      @Nullable Integer status,
      @Nullable Fault fault,
      long durationMs) {
    return new AttemptRecord(
        at,
        hop.shown(),
        status,
        fault,
        lease.receivedBytes(),
        durationMs,
        lease.remoteAddress(),
        lease.node());
  }
}
