package dev.fetchery.coordinator.lease;

/**
 * A clock for leases that stands still while the whole process does: after a pause (a suspended
 * machine, a long collection) fetchers of the same process have had no chance to report, and must
 * not be taken for dead. Advanced by every tick, by no more than twice the tick.
 */
final class LeaseClock {
  private final long tickMs;
  private long nowMs;
  private long lastNanos;

  LeaseClock(long tickMs, long nanos) {
    this.tickMs = tickMs;
    this.lastNanos = nanos;
  }

  void tick(long nanos) {
    nowMs += Math.min((nanos - lastNanos) / 1_000_000, 2 * tickMs);
    lastNanos = nanos;
  }

  long nowMs() {
    return nowMs;
  }
}
