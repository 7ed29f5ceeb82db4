package dev.fetchery.sim;

import dev.fetchery.context.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * A clock that moves from one event to the next, and the events: one thread runs them all, in the
 * order of their times and, at the same time, in the order in which they were planned.
 */
public final class VirtualTime implements Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MS = 1_000_000;

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::order));
  private long nowNanos;
  private long planned;

  private record Event(long atNanos, long order, Runnable action) {}

  @Override
  public Instant now() {
    return START.plusNanos(nowNanos);
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  public long nowMs() {
    return nowNanos / MS;
  }

  /** Events carried out or to come, so far. */
  public long planned() {
    return planned;
  }

  /** Runs an action after a time; with 0 after all that is planned for now. */
  public void after(long delayMs, Runnable action) {
    afterMicros(delayMs * 1_000, action);
  }

  /** As {@link #after}, in microseconds. */
  public void afterMicros(long delayMicros, Runnable action) {
    events.add(new Event(nowNanos + delayMicros * 1_000, planned++, action));
  }

  /**
   * Runs events until the condition holds.
   *
   * @return whether it does; else the time is up or nothing is left to happen
   */
  public boolean runUntil(BooleanSupplier condition, long mostMs) {
    long end = nowNanos + mostMs * MS;
    while (!condition.getAsBoolean()) {
      Event next = events.peek();
      if (next == null || next.atNanos > end) {
        return false;
      }
      events.remove();
      nowNanos = next.atNanos;
      next.action.run();
    }
    return true;
  }
}
