package dev.fetchery.plan;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * What only time wakes: entries that are not due yet, and hosts at rest. Whoever is woken has left.
 * Times in epoch milliseconds. Not thread-safe.
 */
final class DelayedEntries<T> {
  private final PriorityQueue<QueuedRequest<T>> entries =
      new PriorityQueue<>(Comparator.comparingLong(entry -> entry.notBeforeMs));
  private final PriorityQueue<Rest> hosts =
      new PriorityQueue<>(Comparator.comparingLong(Rest::untilMs));

  /** A rest as it was when its end was noted; the governor knows whether it was prolonged. */
  private record Rest(long untilMs, HostLimiter governor) {}

  void add(QueuedRequest<T> entry) {
    entries.add(entry);
  }

  /** Takes out the entries of which {@code which} says so. */
  void removeIf(Predicate<QueuedRequest<T>> which) {
    entries.removeIf(which);
  }

  /** A host at rest, unless it is here already. */
  void add(HostLimiter governor) {
    if (governor.park()) {
      hosts.add(new Rest(governor.restUntilMs(), governor));
    }
  }

  /** The next entry that is due, or null. */
  QueuedRequest<T> nextDue(long nowMs) {
    QueuedRequest<T> first = entries.peek();
    return first != null && first.notBeforeMs <= nowMs ? entries.poll() : null;
  }

  /** The next host whose rest is over, or null. One that was prolonged goes on. */
  HostLimiter nextRested(long nowMs) {
    Rest first;
    while ((first = hosts.peek()) != null && first.untilMs <= nowMs) {
      HostLimiter governor = hosts.poll().governor;
      if (!governor.resting(nowMs)) {
        governor.unpark();
        return governor;
      }
      hosts.add(new Rest(governor.restUntilMs(), governor));
    }
    return null;
  }

  /** When to look again; {@link Long#MAX_VALUE} if nobody is here. */
  long wakeAtMs() {
    QueuedRequest<T> entry = entries.peek();
    Rest rest = hosts.peek();
    return Math.min(
        entry == null ? Long.MAX_VALUE : entry.notBeforeMs,
        rest == null ? Long.MAX_VALUE : rest.untilMs);
  }
}
