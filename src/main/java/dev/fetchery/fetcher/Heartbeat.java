package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.context.Confined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often reports tell of tasks that run. Confined to the fetcher's event loop. */
final class Heartbeat {
  private static final long MS = 1_000_000L;

  /** How often the bytes of long tasks are reported. */
  private static final long PROGRESS_NANOS = 200 * MS;

  private final Confined confined = new Confined();
  private long reportedNanos;
  private long progressNanos;
  private long heldNanos;

  /** A session begins, whose hello was sent then. */
  void begin(long sentNanos) {
    assert confined.here();
    heldNanos = sentNanos;
  }

  /** A report is sent now. */
  void reported(long nowNanos) {
    assert confined.here();
    reportedNanos = nowNanos;
  }

  /** Time since the last report, in nanoseconds. */
  long quietNanos(long nowNanos) {
    return nowNanos - reportedNanos;
  }

  /** Whether there is progress that has not been told for a while. */
  boolean isProgressDue(long nowNanos, SessionWork work) {
    return nowNanos - progressNanos >= PROGRESS_NANOS && !work.received().isEmpty();
  }

  /** The bytes of long tasks, where that is due with the report that is sent now. */
  Map<Long, Received> received(SessionWork work) {
    assert confined.here();
    if (reportedNanos - progressNanos < PROGRESS_NANOS) {
      return Map.of();
    }
    progressNanos = reportedNanos;
    return work.received();
  }

  /** What is held, told as often as a report is due. */
  @Nullable Held held(SessionWork work, long reportMs) {
    assert confined.here();
    if (reportedNanos - heldNanos < reportMs * MS) {
      return null;
    }
    heldNanos = reportedNanos;
    return new Held(List.copyOf(work.held()));
  }
}
