package dev.fetchery.job;

import java.util.List;

/**
 * How a job went, in steps of equal length: at most {@value #MAX_POINTS} whatever its length.
 *
 * @param fromMs when the first step began, in epoch milliseconds
 * @param stepMs length of a step
 * @param points the last one may be under way
 * @param pace what the time left follows from
 */
public record Series(long fromMs, long stepMs, List<Point> points, Pace pace) {
  public static final int MAX_POINTS = 240;

  public Series {
    points = List.copyOf(points);
  }

  /**
   * One step.
   *
   * @param items done in it
   * @param bytes received in it
   * @param activeMs time that items were under way in it, added up
   * @param coveredMs how much of the step was looked at
   */
  public record Point(long items, long bytes, long activeMs, long coveredMs) {}

  /**
   * What a run has come to.
   *
   * @param received bytes received, each once
   * @param elapsedMs time spent running
   * @param sinceMs of it, before what is left can be compared with it
   * @param sinceBytes received before that
   * @param sinceItems ended before that
   */
  public record Pace(
      long received, long elapsedMs, long sinceMs, long sinceBytes, double sinceItems) {
    public static final Pace NONE = new Pace(0, 0, 0, 0, 0);
  }
}
