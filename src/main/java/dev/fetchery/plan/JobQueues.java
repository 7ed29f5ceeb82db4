package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one job has ready, by host. Not thread-safe. */
final class JobQueues<T> {
  final String job;
  final Map<String, HostQueue<T>> byHost = new HashMap<>();

  /** Lanes that have entries and may have room: each host's turn comes round. */
  final Deque<HostQueue<T>> round = new ArrayDeque<>();

  /** Lanes that leave the last slots to others: they look again when there are more. */
  private final List<HostQueue<T>> modest = new ArrayList<>();

  final RequestPacer pace;
  Limits limits;
  int active;
  boolean held;

  /** Whether entries of hosts that are not seen yet may follow. */
  boolean more = true;

  /** When it last started something, in starts of all jobs. */
  long lastTurn;

  JobQueues(String job, Limits limits, long nowMs) {
    this.job = job;
    this.limits = limits;
    this.pace = new RequestPacer(limits.requestsPerSecond(), nowMs);
  }

  void limits(Limits changed) {
    limits = changed;
    pace.rate(changed.requestsPerSecond());
    byHost.values().forEach(this::enqueue);
    unparkModest();
  }

  /** Returns whether that is news. */
  boolean expectMore(boolean expected) {
    if (more == expected) {
      return false;
    }
    more = expected;
    unparkModest();
    return true;
  }

  void enqueue(HostQueue<T> lane) {
    if (!lane.queued && !lane.isEmpty()) {
      lane.queued = true;
      round.add(lane);
    }
  }

  /** Its turn is next. */
  void enqueueFirst(HostQueue<T> lane) {
    if (!lane.queued && !lane.isEmpty()) {
      lane.queued = true;
      round.addFirst(lane);
    }
  }

  void parkModest(HostQueue<T> lane) {
    if (!lane.modest) {
      lane.modest = true;
      modest.add(lane);
    }
  }

  /** There may be more room than there was. */
  void unparkModest() {
    for (HostQueue<T> lane : modest) {
      lane.modest = false;
      enqueue(lane);
    }
    modest.clear();
  }

  void leaveRound(HostQueue<T> lane) {
    if (lane.queued) {
      lane.queued = false;
      round.remove(lane);
    }
  }

  /** Entries that could start but for want of slots. */
  int startable(long nowMs) {
    int count = 0;
    for (HostQueue<T> lane : round) {
      if (lane.admits(nowMs)) {
        count += lane.size();
      }
    }
    return count;
  }

  boolean mayStart() {
    return !held && active < limits.itemsAtOnce() && !round.isEmpty();
  }
}
