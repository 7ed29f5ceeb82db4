package dev.fetchery.context;

import java.time.Instant;

/**
 * The time, as everything in Fetchery reads it. Tests pass one that they set, so that time limits
 * are tested without waiting. Safe for use by many threads.
 */
public interface Clock {
  /** The wall clock: for what is shown, stored, or compared with a date that another host sent. */
  Instant now();

  /**
   * A clock that is never set, for waiting and measuring; see {@link System#nanoTime()}. Only
   * differences mean something.
   */
  long nanoTime();

  /** {@link #nanoTime()} in milliseconds. */
  default long monotonicMs() {
    return nanoTime() / 1_000_000;
  }

  /** The platform's clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
