package dev.fetchery.http.view;

import dev.fetchery.job.LogEntry;
import dev.fetchery.job.LogEntry.Kind;
import dev.fetchery.job.Series;
import dev.fetchery.job.Series.Point;
import dev.fetchery.store.JobRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job's history for a chart.
 *
 * @param stepMs length of a step
 * @param from when the first step began
 * @param items done a second, a number for each step
 * @param bytes received a second
 * @param active items under way, on average
 * @param marks what may have changed the pace
 */
public record SeriesView(
    long stepMs,
    Instant from,
    List<Double> items,
    List<Double> bytes,
    List<Double> active,
    List<LogView> marks) {
  private static final long NO_STEP_MS = 1_000;
  private static final Set<Kind> MARKS =
      EnumSet.of(Kind.PAUSED, Kind.RESUMED, Kind.RESTARTED, Kind.BACKOFF, Kind.RETRIED);

  public SeriesView {
    items = List.copyOf(items);
    bytes = List.copyOf(bytes);
    active = List.copyOf(active);
    marks = List.copyOf(marks);
  }

  /**
   * @param series null before the job has run
   */
  public static SeriesView of(JobRow row, @Nullable Series series, List<LogEntry> log) {
    List<LogView> marks =
        log.stream().filter(entry -> MARKS.contains(entry.kind())).map(LogView::of).toList();
    if (series == null) {
      Instant from = row.startedAt() == null ? row.createdAt() : row.startedAt();
      return new SeriesView(NO_STEP_MS, from, List.of(), List.of(), List.of(), marks);
    }
    List<Double> items = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    List<Double> active = new ArrayList<>();
    for (int i = 0; i < series.points().size(); i++) {
      Point point = series.points().get(i);
      boolean last = i == series.points().size() - 1;
      double overMs = last ? coveredMs(point, series.stepMs()) : series.stepMs();
      items.add(tenths(point.items() * 1000.0 / overMs));
      bytes.add(tenths(point.bytes() * 1000.0 / overMs));
      active.add(tenths(point.activeMs() / overMs));
    }
    Instant from = Instant.ofEpochMilli(series.fromMs());
    return new SeriesView(series.stepMs(), from, items, bytes, active, marks);
  }

  /** The last step has not passed; its first moments would make a rate of chance. */
  private static long coveredMs(Point point, long stepMs) {
    return Math.max(stepMs / 4, Math.min(stepMs, point.coveredMs()));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
