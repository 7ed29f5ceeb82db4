package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Series;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds up a job's history in steps. When there are too many, each two become one of twice the
 * length, so that the past grows coarse and is never lost. Times in epoch milliseconds. Confined to
 * the coordinator's event loop.
 */
final class SeriesRecorder {
  private static final long FIRST_STEP_MS = 1_000;

  /** Time that nothing was noted in, such as a pause or a restart, is not work. */
  private static final long GAP_MS = 2_000;

  private final Confined confined = new Confined();
  private final List<Series.Point> points = new ArrayList<>();
  private long fromMs;
  private long stepMs;
  private long notedMs;
  private long items;
  private long bytes;

  /**
   * @param before what was kept, or null at the first start
   * @param items done so far
   * @param bytes received so far
   */
  SeriesRecorder(@Nullable Series before, long nowMs, long items, long bytes) {
    this.fromMs = before == null ? nowMs : Math.min(before.fromMs(), nowMs);
    this.stepMs = before == null ? FIRST_STEP_MS : before.stepMs();
    this.items = items;
    this.bytes = bytes;
    this.notedMs = nowMs;
    if (before != null) {
      points.addAll(before.points());
    }
  }

  /**
   * What has come since the last call counts for the step of this moment.
   *
   * @param totalItems done so far
   * @param totalBytes received so far
   * @param active items under way
   */
  void note(long nowMs, long totalItems, long totalBytes, int active) {
    assert confined.here();
    long passedMs = Math.max(0, nowMs - notedMs);
    long overMs = passedMs > GAP_MS ? 0 : passedMs;
    int step = stepAt(Math.max(fromMs, nowMs - 1));
    Series.Point point = points.get(step);
    points.set(
        step,
        new Series.Point(
            point.items() + Math.max(0, totalItems - items),
            point.bytes() + Math.max(0, totalBytes - bytes),
            point.activeMs() + active * overMs,
            point.coveredMs() + overMs));
    items = totalItems;
    bytes = totalBytes;
    notedMs = Math.max(notedMs, nowMs);
  }

  /** The step of that moment, which is made if it is not there. */
  private int stepAt(long ms) {
    while ((ms - fromMs) / stepMs >= Series.MAX_POINTS) {
      halve();
    }
    int step = (int) ((ms - fromMs) / stepMs);
    while (points.size() <= step) {
      points.add(new Series.Point(0, 0, 0, 0));
    }
    return step;
  }

  private void halve() {
    List<Series.Point> halves = new ArrayList<>();
    for (int i = 0; i < points.size(); i += 2) {
      Series.Point one = points.get(i);
      Series.Point two = i + 1 < points.size() ? points.get(i + 1) : null;
      halves.add(two == null ? one : sum(one, two));
    }
    points.clear();
    points.addAll(halves);
    stepMs *= 2;
  }

  private static Series.Point sum(Series.Point one, Series.Point two) {
    return new Series.Point(
        one.items() + two.items(),
        one.bytes() + two.bytes(),
        one.activeMs() + two.activeMs(),
        one.coveredMs() + two.coveredMs());
  }

  long stepMs() {
    return stepMs;
  }

  Series series(Series.Pace pace) {
    return new Series(fromMs, stepMs, points, pace);
  }
}
