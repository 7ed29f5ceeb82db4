package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one job has ready, by host. Confined to the coordinator's event loop. */
final class JobQueues<T> {
  final String job;
  final Map<String, HostQueue<T>> byHost = new HashMap<>();

  /** Queues that have entries and may have room: each host's turn comes round. */
  final Deque<HostQueue<T>> round = new ArrayDeque<>();

  /** Queues that leave the last slots to others: they look again when there are more. */
  private final List<HostQueue<T>> reserving = new ArrayList<>();

  final RequestPacer pacer;
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
    this.pacer = new RequestPacer(limits.requestsPerSecond(), nowMs);
  }

  void limits(Limits changed) {
    limits = changed;
    pacer.rate(changed.requestsPerSecond());
    byHost.values().forEach(this::enqueue);
    unparkReserving();
  }

  /** Returns whether that is news. */
  boolean expectMore(boolean expected) {
    if (more == expected) {
      return false;
    }
    more = expected;
    unparkReserving();
    return true;
  }

  void enqueue(HostQueue<T> queue) {
    if (!queue.queued && !queue.isEmpty()) {
      queue.queued = true;
      round.add(queue);
    }
  }

  /** Its turn is next. */
  void enqueueFirst(HostQueue<T> queue) {
    if (!queue.queued && !queue.isEmpty()) {
      queue.queued = true;
      round.addFirst(queue);
    }
  }

  void parkReserving(HostQueue<T> queue) {
    if (!queue.reserving) {
      queue.reserving = true;
      reserving.add(queue);
    }
  }

  /** There may be more room than there was. */
  void unparkReserving() {
    for (HostQueue<T> queue : reserving) {
      queue.reserving = false;
      enqueue(queue);
    }
    reserving.clear();
  }

  void leaveRound(HostQueue<T> queue) {
    if (queue.queued) {
      queue.queued = false;
      round.remove(queue);
    }
  }

  /** Entries that wait for nothing but a free slot. */
  int startable(long nowMs) {
    int count = 0;
    for (HostQueue<T> queue : round) {
      if (queue.admits(nowMs)) {
        count += queue.size();
      }
    }
    return count;
  }

  /**
   * Entries that would start now if there were slots without end, within what the job and its hosts
   * allow.
   *
   * @param taken by host: what was counted of it for other jobs; grows by what is counted here
   */
  int startableWithin(long nowMs, Map<String, Integer> taken) {
    if (!mayStart() || !pacer.ready(nowMs)) {
      return 0;
    }
    int room = pacer.paces() ? 1 : limits.itemsAtOnce() - active;
    int count = 0;
    for (HostQueue<T> queue : round) {
      if (count >= room) {
        break;
      }
      if (queue.admits(nowMs)) {
        String host = queue.limiter.host();
        int before = taken.getOrDefault(host, 0);
        int more = Math.min(room - count, queue.startable(before));
        taken.put(host, before + more);
        count += more;
      }
    }
    return count;
  }

  boolean mayStart() {
    return !held && active < limits.itemsAtOnce() && !round.isEmpty();
  }
}
