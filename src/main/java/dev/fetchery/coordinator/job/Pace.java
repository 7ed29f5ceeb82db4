package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Series;
import org.jspecify.annotations.Nullable;

/**
 * How fast a job gets on over the whole of its run that can be compared with what is left: since
 * its begin, or since its limits were changed. Confined to the coordinator's event loop.
 */
final class Pace {
  private final Confined confined = new Confined();
  private final long receivedBefore;
  private long received;

  /** The most items that ever had ended, those under way in part. */
  private double worked;

  private long sinceMs;
  private long sinceBytes;
  private double sinceItems;
  private boolean stopped;
  private long stoppedBytes;
  private double stoppedItems;

  /**
   * @param before what was kept of an earlier run
   */
  Pace(Series.Pace before) {
    this.receivedBefore = before.received();
    this.received = before.received();
    this.sinceMs = before.sinceMs();
    this.sinceBytes = before.sinceBytes();
    this.sinceItems = before.sinceItems();
  }

  /**
   * What is kept for a later run.
   *
   * @param items ended so far
   */
  Series.Pace kept(long elapsedMs, double items) {
    return new Series.Pace(
        received,
        elapsedMs,
        sinceMs,
        sinceBytes + (stopped ? received - stoppedBytes : 0),
        sinceItems + (stopped ? items - stoppedItems : 0));
  }

  /** Bytes that have come over all runs, those included that were lost again. */
  long received() {
    return received;
  }

  /**
   * @param inThisRun bytes that have come in it
   */
  void note(long inThisRun) {
    assert confined.here();
    received = receivedBefore + inThisRun;
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
    stopped = true;
    stoppedBytes = received;
    stoppedItems = items;
  }

  /** What came while the clock stood still took no time of the run, and does not count. */
  void start(double items) {
    assert confined.here();
    if (stopped) {
      stopped = false;
      sinceBytes += received - stoppedBytes;
      sinceItems += items - stoppedItems;
    }
  }

  /**
   * When so many more bytes will have come, or null where that cannot be known.
   *
   * @param elapsedMs time of the run
   */
  @Nullable Long untilBytes(double left, long elapsedMs) {
    return until(left, (double) (received - sinceBytes), elapsedMs - sinceMs);
  }

  /**
   * When so many more items will have ended, or null where that cannot be known.
   *
   * @param items ended so far, those under way in part: less than before where a part was lost
   * @param elapsedMs time of the run
   */
  @Nullable Long untilItems(double left, double items, long elapsedMs) {
    worked = Math.max(worked, items);
    return until(left, worked - sinceItems, elapsedMs - sinceMs);
  }

  private static @Nullable Long until(double left, double done, long overMs) {
    if (left <= 0) {
      return 0L;
    }
    return done > 0 && overMs > 0 ? Math.round(left * overMs / done) : null;
  }
}
