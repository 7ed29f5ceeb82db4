package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one job has ready, by host. Not thread-safe. */
final class JobLanes<T> {
  final String job;
  final Map<String, Lane<T>> byHost = new HashMap<>();

  /** Lanes that have entries and may have room: each host's turn comes round. */
  final Deque<Lane<T>> round = new ArrayDeque<>();

  /** Lanes that leave the last slots to others: they look again when there are more. */
  private final List<Lane<T>> modest = new ArrayList<>();

  final Pace pace;
  Limits limits;
  int active;
  boolean held;

  /** Whether entries of hosts that are not seen yet may follow. */
  boolean more = true;

  /** When it last started something, in starts of all jobs. */
  long lastTurn;

  JobLanes(String job, Limits limits, long nowMs) {
    this.job = job;
    this.limits = limits;
    this.pace = new Pace(limits.requestsPerSecond(), nowMs);
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

  void enqueue(Lane<T> lane) {
    if (!lane.queued && !lane.isEmpty()) {
      lane.queued = true;
      round.add(lane);
    }
  }

  /** Its turn is next. */
  void enqueueFirst(Lane<T> lane) {
    if (!lane.queued && !lane.isEmpty()) {
      lane.queued = true;
      round.addFirst(lane);
    }
  }

  void parkModest(Lane<T> lane) {
    if (!lane.modest) {
      lane.modest = true;
      modest.add(lane);
    }
  }

  /** There may be more room than there was. */
  void unparkModest() {
    for (Lane<T> lane : modest) {
      lane.modest = false;
      enqueue(lane);
    }
    modest.clear();
  }

  void leaveRound(Lane<T> lane) {
    if (lane.queued) {
      lane.queued = false;
      round.remove(lane);
    }
  }

  /** Entries that could start but for want of slots. */
  int startable(long nowMs) {
    int count = 0;
    for (Lane<T> lane : round) {
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
