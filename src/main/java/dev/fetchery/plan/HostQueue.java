package dev.fetchery.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one job has ready for one host, in order. Confined to the coordinator's event loop. */
final class HostQueue<T> {
  private static final int MOST_RESERVED = 16;
  private static final int MOST_RESERVING = 16;

  final JobQueues<T> owner;
  final HostLimiter limiter;
  final Deque<QueuedRequest<T>> urgent = new ArrayDeque<>();

  /** What has waited for its time after a failure, and may start. */
  private final Deque<QueuedRequest<T>> due = new ArrayDeque<>();

  final Deque<QueuedRequest<T>> queue = new ArrayDeque<>();
  int active;

  /** Whether the last of the two queues that had a turn was {@link #due}. */
  private boolean dueHadTurn;

  /** Entries whose time has not come; they are not in the queues here. */
  int delayed;

  /** Whether it stands in its owner's round of queues that may start. */
  boolean queued;

  /** Whether it waits, with slots reserved for others, for its owner to have more room. */
  boolean reserving;

  /** Whether it has been noted as one that may hold nothing any more. */
  boolean maybeUnused;

  HostQueue(JobQueues<T> owner, HostLimiter limiter) {
    this.owner = owner;
    this.limiter = limiter;
  }

  boolean isEmpty() {
    return urgent.isEmpty() && due.isEmpty() && queue.isEmpty();
  }

  int size() {
    return urgent.size() + due.size() + queue.size();
  }

  /**
   * The next entry, or null where there is none. What has failed before goes first; at a host that
   * is slowed it takes turns with what has not, so that entries that always fail hold up no others.
   */
  @Nullable QueuedRequest<T> poll() {
    QueuedRequest<T> first = urgent.poll();
    if (first != null) {
      return first;
    }
    boolean duesTurn = !due.isEmpty() && !(limiter.slowed() && dueHadTurn && !queue.isEmpty());
    dueHadTurn = duesTurn;
    return duesTurn ? due.poll() : queue.poll();
  }

  /** Its time has come. */
  void addDue(QueuedRequest<T> entry) {
    (entry.urgent ? urgent : due).add(entry);
  }

  void add(QueuedRequest<T> entry) {
    (entry.urgent ? urgent : queue).add(entry);
  }

  /**
   * Entries that its job and its host would let start at once.
   *
   * @param taken of the host's room by others
   */
  int startable(int taken) {
    int own = owner.limits.itemsPerHost() - active;
    int hosts = limiter.limit() - limiter.active() - taken;
    return Math.max(0, Math.min(size(), Math.min(own, hosts)));
  }

  boolean admits(long nowMs) {
    return active < owner.limits.itemsPerHost() && limiter.admits(nowMs) && !reservesSlots();
  }

  /**
   * Whether the next request would take a slot that is reserved for other hosts of the job. A host
   * that has not answered yet may never do so, and leaves some slots free. That is not needed where
   * no other host can follow and none is there, or where so little is left to start that the others
   * are not held up. Only hosts with a good part of the slots reserve any, so that there are never
   * many of them to look at again.
   */
  boolean reservesSlots() {
    if (limiter.answers() || (long) active * MOST_RESERVING < owner.limits.itemsAtOnce()) {
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
    due.forEach(sink);
    queue.forEach(sink);
    urgent.clear();
    due.clear();
    queue.clear();
  }
}
