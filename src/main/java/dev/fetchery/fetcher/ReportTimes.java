package dev.fetchery.fetcher;

import dev.fetchery.context.Confined;
import java.util.concurrent.TimeUnit;

/**
 * When a fetcher reported last, and when what it holds and how far it is were last among that. All
 * times are of one monotonic clock. Confined to the fetcher's event loop.
 */
final class ReportTimes {
  /** How often the bytes of long tasks are reported. */
  private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Confined confined = new Confined();
  private long reportedNanos;
  private long progressNanos;
  private long heldNanos;

  /** A session has begun, at whose hello nothing was held. */
  void begun(long sentNanos) {
    assert confined.here();
    heldNanos = sentNanos;
  }

  /** A report is made now. */
  void reported(long nowNanos) {
    assert confined.here();
    reportedNanos = nowNanos;
  }

  /** How long no report was made. */
  long quietMs(long nowNanos) {
    return TimeUnit.NANOSECONDS.toMillis(nowNanos - reportedNanos);
  }

  /** Whether the bytes of long tasks are to be told. */
  boolean isProgressDue(long nowNanos) {
    return nowNanos - progressNanos >= PROGRESS_NANOS;
  }

  /** Whether the report that is made tells the bytes of long tasks, which it then has. */
  boolean takeProgress() {
    assert confined.here();
    boolean due = isProgressDue(reportedNanos);
    if (due) {
      progressNanos = reportedNanos;
    }
    return due;
  }

  /** Whether the report that is made tells what is held, which it then has. */
  boolean takeHeld(long everyMs) {
    assert confined.here();
    boolean due = reportedNanos - heldNanos >= TimeUnit.MILLISECONDS.toNanos(everyMs);
    if (due) {
      heldNanos = reportedNanos;
    }
    return due;
  }
}
