package dev.fetchery.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The jobs, and whose turn it is. The job with the fewest requests under way goes first, among
 * equals the one whose last turn is longest ago: running jobs share fairly, also where there are
 * fewer slots than jobs. Not thread-safe.
 */
final class Turns<T> {
  private final Map<String, JobLanes<T>> jobs = new LinkedHashMap<>();
  private long taken;

  void join(JobLanes<T> lanes) {
    jobs.putIfAbsent(lanes.job, lanes);
  }

  /** A job that has joined, or null. */
  JobLanes<T> of(String job) {
    return jobs.get(job);
  }

  /** Takes a job out; null if it is not here. */
  JobLanes<T> leave(String job) {
    return jobs.remove(job);
  }

  /** The job whose turn it is, or null if none may start anything now. */
  JobLanes<T> next(long nowMs) {
    JobLanes<T> first = null;
    for (JobLanes<T> lanes : jobs.values()) {
      if (lanes.mayStart() && lanes.pace.ready(nowMs) && (first == null || before(lanes, first))) {
        first = lanes;
      }
    }
    return first;
  }

  private boolean before(JobLanes<T> one, JobLanes<T> other) {
    return one.active == other.active ? one.lastTurn < other.lastTurn : one.active < other.active;
  }

  /** It has started something. */
  void took(JobLanes<T> lanes) {
    lanes.lastTurn = ++taken;
  }

  /**
   * When a job may start something that only its pace forbids now; {@link Long#MAX_VALUE} if not.
   */
  long readyAtMs(long nowMs) {
    long at = Long.MAX_VALUE;
    for (JobLanes<T> lanes : jobs.values()) {
      if (lanes.mayStart() && !lanes.pace.ready(nowMs)) {
        at = Math.min(at, lanes.pace.readyAtMs());
      }
    }
    return at;
  }
}
