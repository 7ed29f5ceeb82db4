package dev.fetchery.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which job starts a request next. The job with the fewest requests under way goes first, among
 * equals the one whose last turn is longest ago: running jobs share fairly, also where there are
 * fewer slots than jobs. Confined to the coordinator's event loop.
 */
final class FairShare<T> {
  private final Map<String, JobQueues<T>> jobs = new LinkedHashMap<>();
  private long taken;

  void join(JobQueues<T> queues) {
    jobs.putIfAbsent(queues.job, queues);
  }

  /** A job that has joined, or null. */
  @Nullable JobQueues<T> of(String job) {
    return jobs.get(job);
  }

  /** Takes a job out; null if it is not here. */
  @Nullable JobQueues<T> leave(String job) {
    return jobs.remove(job);
  }

  /** The job that starts a request next, or null if none may start anything now. */
  @Nullable JobQueues<T> next(long nowMs) {
    JobQueues<T> first = null;
    for (JobQueues<T> queues : jobs.values()) {
      if (queues.mayStart()
          && queues.pacer.ready(nowMs)
          && (first == null || before(queues, first))) {
        first = queues;
      }
    }
    return first;
  }

  /** Whether a job may start something that its hosts admit now. */
  boolean couldStart(long nowMs) {
    for (JobQueues<T> queues : jobs.values()) {
      if (queues.mayStart() && queues.pacer.ready(nowMs) && queues.startable(nowMs) > 0) {
        return true;
      }
    }
    return false;
  }

  /** What jobs and hosts would let start now, were there slots for it. */
  int startable(long nowMs) {
    Map<String, Integer> taken = new HashMap<>();
    int count = 0;
    for (JobQueues<T> queues : jobs.values()) {
      count += queues.startableWithin(nowMs, taken);
    }
    return count;
  }

  private boolean before(JobQueues<T> one, JobQueues<T> other) {
    return one.active == other.active ? one.lastTurn < other.lastTurn : one.active < other.active;
  }

  /** It has started something. */
  void took(JobQueues<T> queues) {
    queues.lastTurn = ++taken;
  }

  /**
   * When a job may start something that only its pace forbids now; {@link Long#MAX_VALUE} if not.
   */
  long readyAtMs(long nowMs) {
    long at = Long.MAX_VALUE;
    for (JobQueues<T> queues : jobs.values()) {
      if (queues.mayStart() && !queues.pacer.ready(nowMs)) {
        at = Math.min(at, queues.pacer.readyAtMs());
      }
    }
    return at;
  }
}
