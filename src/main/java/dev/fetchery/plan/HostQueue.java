package dev.fetchery.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What one job has ready for one host, in order. Not thread-safe. */
final class HostQueue<T> {
  private static final int MOST_RESERVED = 16;
  private static final int MOST_HOLDING_BACK = 16;

  final JobQueues<T> owner;
  final HostLimiter governor;
  final Deque<QueuedRequest<T>> urgent = new ArrayDeque<>();
  final Deque<QueuedRequest<T>> queue = new ArrayDeque<>();
  int active;

  /** Entries whose time has not come; they are not in the queues here. */
  int delayed;

  /** Whether it stands in its owner's round of lanes that may start. */
  boolean queued;

  /** Whether it waits for its owner to have more room. */
  boolean modest;

  /** Whether it has been noted as one that may have become of no use. */
  boolean suspected;

  HostQueue(JobQueues<T> owner, HostLimiter governor) {
    this.owner = owner;
    this.governor = governor;
  }

  boolean isEmpty() {
    return urgent.isEmpty() && queue.isEmpty();
  }

  int size() {
    return urgent.size() + queue.size();
  }

  QueuedRequest<T> poll() {
    QueuedRequest<T> first = urgent.poll();
    return first != null ? first : queue.poll();
  }

  void add(QueuedRequest<T> entry) {
    (entry.urgent ? urgent : queue).add(entry);
  }

  boolean admits(long nowMs) {
    return active < owner.limits.itemsPerHost() && governor.admits(nowMs) && !holdsBack();
  }

  /**
   * A host that has not answered yet leaves some of its job's slots to others: it may be one that
   * never does. Unless no others can follow, and there are none beside it or so little is left to
   * start that they are not held up. Only hosts with a good part of the slots do, so that there are
   * never many of them to look at again.
   */
  boolean holdsBack() {
    if (governor.answers() || (long) active * MOST_HOLDING_BACK < owner.limits.itemsAtOnce()) {
      return false;
    }
    int room = owner.limits.itemsAtOnce() - (owner.active - active);
    int reserve = Math.min(MOST_RESERVED, room / 4);
    return active >= room - reserve && (owner.more || owner.byHost.size() > 1 && size() > reserve);
  }

  boolean unused() {
    return isEmpty() && active == 0 && delayed == 0 && !queued;
  }

  void drainTo(Consumer<QueuedRequest<T>> sink) {
    urgent.forEach(sink);
    queue.forEach(sink);
    urgent.clear();
    queue.clear();
  }
}
