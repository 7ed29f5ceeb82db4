package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import org.jspecify.annotations.Nullable;

/**
 * How fast a job gets on over the whole of its run that can be compared with what is left: since
 * its begin, or since its limits were changed. Bytes are counted once: an attempt that begins anew,
 * or an item that waits and is continued, does not count them again. Confined to the coordinator's
 * event loop.
 */
final class Pace {
  private final Confined confined = new Confined();

  /** The most bytes that done and active items ever had. */
  private long received;

  private long sinceMs;
  private long sinceBytes;
  private double sinceItems;
  private long stoppedBytes = -1;
  private double stoppedItems;

  /** Bytes received so far. */
  long received() {
    return received;
  }

  /**
   * @param bytes that done and active items have now
   */
  void note(long bytes) {
    assert confined.here();
    received = Math.max(received, bytes);
  }

  /** What follows is not comparable with what was. */
  void restart(long elapsedMs, double items) {
    assert confined.here();
    sinceMs = elapsedMs;
    sinceBytes = received;
    sinceItems = items;
  }

  /** The clock of the run stands still; what is under way may yet end. */
  void stop(double items) {
    assert confined.here();
    stoppedBytes = received;
    stoppedItems = items;
  }

  /** What came while the clock stood still took no time of the run, and does not count. */
  void start(double items) {
    assert confined.here();
    if (stoppedBytes >= 0) {
      sinceBytes += received - stoppedBytes;
      sinceItems += items - stoppedItems;
      stoppedBytes = -1;
    }
  }

  /**
   * When so many more bytes will have come, or null where that cannot be known.
   *
   * @param elapsedMs time of the run
   */
  @Nullable Long untilBytes(long left, long elapsedMs) {
    return until((double) left, (double) (received - sinceBytes), elapsedMs - sinceMs);
  }

  /**
   * When so many more items will have ended, or null where that cannot be known.
   *
   * @param items ended so far, those under way in part
   * @param elapsedMs time of the run
   */
  @Nullable Long untilItems(double left, double items, long elapsedMs) {
    return until(left, items - sinceItems, elapsedMs - sinceMs);
  }

  private static @Nullable Long until(double left, double done, long overMs) {
    if (left <= 0) {
      return 0L;
    }
    return done > 0 && overMs > 0 ? Math.round(left * overMs / done) : null;
  }
}
