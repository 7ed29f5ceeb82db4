package dev.fetchery.context;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class ManualClock implements Clock {
  private final Instant start;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong asleep = new AtomicLong();

  public ManualClock(Instant start) {
    this.start = start;
  }

  @Override
  public Instant now() {
    return start.plusNanos(nanos.get() + asleep.get());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  /** Moves both readings. */
  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  /** Moves the wall clock alone, as the sleep of a machine does, or one who sets it. */
  public void jump(Duration by) {
    asleep.addAndGet(by.toNanos());
  }
}
