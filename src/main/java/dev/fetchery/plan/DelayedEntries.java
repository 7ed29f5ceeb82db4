package dev.fetchery.plan;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What only time wakes: entries that are not due yet, and hosts that back off. An entry or a host
 * that is returned as due has been removed. Times in epoch milliseconds. Confined to the
 * coordinator's event loop.
 */
final class DelayedEntries<T> {
  private final PriorityQueue<QueuedRequest<T>> entries =
      new PriorityQueue<>(Comparator.comparingLong(entry -> entry.notBeforeMs));
  private final PriorityQueue<BackOff> hosts =
      new PriorityQueue<>(Comparator.comparingLong(BackOff::untilMs));

  /** A back-off as it was noted; the limiter knows whether it was prolonged since. */
  private record BackOff(long untilMs, HostLimiter limiter) {}

  void add(QueuedRequest<T> entry) {
    entries.add(entry);
  }

  /** Takes out the entries that match. */
  void removeIf(Predicate<QueuedRequest<T>> which) {
    entries.removeIf(which);
  }

  /** A host that backs off, unless it is here already, for no longer. */
  void add(HostLimiter limiter) {
    if (limiter.park()) {
      hosts.add(new BackOff(limiter.waitsUntilMs(), limiter));
    }
  }

  /** The next entry that is due, or null. */
  @Nullable QueuedRequest<T> nextDue(long nowMs) {
    QueuedRequest<T> first = entries.peek();
    return first != null && first.notBeforeMs <= nowMs ? entries.poll() : null;
  }

  /** The next host whose back-off is over, or null. One that was prolonged goes on. */
  @Nullable HostLimiter nextReady(long nowMs) {
    BackOff first;
    while ((first = hosts.peek()) != null && first.untilMs <= nowMs) {
      hosts.remove();
      HostLimiter limiter = first.limiter;
      if (!limiter.isParkedUntil(first.untilMs)) {
        continue;
      }
      limiter.unpark();
      if (!limiter.waits(nowMs)) {
        return limiter;
      }
      add(limiter);
    }
    return null;
  }

  /** When to look again; {@link Long#MAX_VALUE} if nothing waits. */
  long wakeAtMs() {
    QueuedRequest<T> entry = entries.peek();
    BackOff backOff = hosts.peek();
    return Math.min(
        entry == null ? Long.MAX_VALUE : entry.notBeforeMs,
        backOff == null ? Long.MAX_VALUE : backOff.untilMs);
  }
}
