package dev.fetchery.context;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A clock that goes on while its machine sleeps. The monotonic clock of Linux stops when a machine
 * is suspended, and that of a virtual machine when it is paused; the wall clock is put right
 * afterwards. So a jump of the wall clock ahead of the other one is counted as time that has
 * passed. A wall clock that is set forward seems to be time that has passed, too; one that is set
 * back changes nothing. Safe for use by many threads.
 */
public final class SleepClock implements Clock {
  /** Less than this is no sleep: both clocks are not read at the same moment. */
  private static final long TOLERATED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Two readings that lie further apart are taken again. */
  private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int MOST_READINGS = 100;

  private final Clock clock;

  /** By how much the wall clock was ahead of the other one when the machine was last awake. */
  private volatile long aheadNanos;

  private volatile long sleptNanos;

  /**
   * @param clock whose {@code nanoTime} stands still in sleep
   */
  public SleepClock(Clock clock) {
    this.clock = clock;
    this.aheadNanos = wallNanos() - clock.nanoTime();
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public long nanoTime() {
    long ahead = wallNanos() - clock.nanoTime();
    if (Math.abs(ahead - aheadNanos) > TOLERATED_NANOS) {
      jumped();
    }
    return clock.nanoTime() + sleptNanos;
  }

  private synchronized void jumped() {
    long ahead = readTogether();
    long jump = ahead - aheadNanos;
    if (Math.abs(jump) > TOLERATED_NANOS) {
      sleptNanos += Math.max(0, jump);
      aheadNanos = ahead;
    }
  }

  /** A thread that had to wait between the two readings has seen no jump. */
  private long readTogether() {
    for (int readings = 1; ; readings++) {
      long before = clock.nanoTime();
      long wall = wallNanos();
      long after = clock.nanoTime();
      if (after - before <= APART_NANOS || readings == MOST_READINGS) {
        return wall - after;
      }
    }
  }

  /** Since 1970; enough until 2262. */
  private long wallNanos() {
    Instant now = clock.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
