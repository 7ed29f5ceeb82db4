package dev.fetchery.coordinator.port;

import dev.fetchery.context.Clock;
import java.time.Instant;

/**
 * The coordinator's time. What waits or is measured reads {@link #nowMs()}, which no correction of
 * the wall clock prolongs or cuts short; what is shown, or compared with a date that another host
 * sent, reads {@link #now()}.
 */
public final class SteadyClock {
  private final Clock clock;
  private final long startedAtMs;
  private final long startedAtNanos;

  public SteadyClock(Clock clock) {
    this.clock = clock;
    this.startedAtMs = clock.now().toEpochMilli();
    this.startedAtNanos = clock.nanoTime();
  }

  /** Epoch milliseconds at the start, and from there by a clock that is never set. */
  public long nowMs() {
    return startedAtMs + (clock.nanoTime() - startedAtNanos) / 1_000_000;
  }

  /** The wall clock. */
  public Instant now() {
    return clock.now();
  }

  /** See {@link Clock#nanoTime()}. */
  public long nanoTime() {
    return clock.nanoTime();
  }
}
