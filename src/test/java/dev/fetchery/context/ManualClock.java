package dev.fetchery.context;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements Clock {
  private volatile Instant now;
  private volatile long nanos;

  public ManualClock(Instant start) {
    this.now = start;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  /** Moves both readings. */
  public void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }
}
