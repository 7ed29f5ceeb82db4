package dev.fetchery.store;

import dev.fetchery.job.Counters;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import java.util.List;

/**
 * Job views made of stored rows alone: right for ended jobs, and for open ones nothing runs for.
 */
public final class JobViews {
  private JobViews() {}

  /** The view of a row, its rates over the whole run. */
  public static Job of(JobRow row) {
    return new Job(
        row.id(),
        row.name(),
        row.state(),
        row.createdAt(),
        row.startedAt(),
        row.finishedAt(),
        row.error(),
        progress(row),
        row.shownSpec(),
        row.lastN());
  }

  private static Progress progress(JobRow row) {
    Counters counters = row.counters();
    boolean ended = !row.state().open();
    return new Progress(
        counters.discovered(),
        row.discoveryDone(),
        counters.open(),
        0,
        counters.done(),
        counters.skipped(),
        counters.notFound(),
        counters.failed(),
        counters.cancelled(),
        counters.bytes(),
        row.elapsedMs(),
        ended ? perSecond(counters.ended(), row.elapsedMs()) : 0,
        ended ? perSecond(counters.bytes(), row.elapsedMs()) : 0,
        row.discoveryDone() && counters.open() == 0 ? 0L : null,
        counters.retries(),
        List.of());
  }

  private static double perSecond(long count, long elapsedMs) {
    return count * 1000.0 / Math.max(1, elapsedMs);
  }
}
