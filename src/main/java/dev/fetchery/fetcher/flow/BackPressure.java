package dev.fetchery.fetcher.flow;

import dev.fetchery.client.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Pauses one body while too much of it waits to be written, or while its job has used its share of
 * bytes. Confined to the fetcher's event loop.
 */
public final class BackPressure {
  /** What of one body may wait to be written, and what where memory is short. */
  private static final long HIGH_WATER = 1 << 20;

  private static final long HIGH_WATER_WHEN_TIGHT = 64 << 10;

  private final ByteRateLimiter limiter;
  private final MemoryBudget budget;
  private final String job;

  /** The one whose body is read, or null. */
  private @Nullable Exchange exchange;

  private boolean overWater;
  private boolean overRate;

  /** For the bodies of one connection, one after another. */
  public BackPressure(ByteRateLimiter limiter, MemoryBudget budget, String job) {
    this.limiter = limiter;
    this.budget = budget;
    this.job = job;
  }

  /** Begins to read the body, as soon as the job's rate allows. */
  public void begin(Exchange from) {
    exchange = from;
    overWater = false;
    overRate = limiter.mustWait(job, this::rateAllows);
    resumeIfFree();
  }

  /** Counts bytes that have been read. */
  public void spent(int bytes) {
    if (limiter.spend(job, bytes, this::rateAllows)) {
      overRate = true;
      if (exchange != null) {
        exchange.pause();
      }
    }
  }

  /** Pauses above the high-water mark; resumes when half of it is written. */
  public void throttle(long queuedBytes) {
    if (exchange == null) {
      return;
    }
    long high = budget.isTight() ? HIGH_WATER_WHEN_TIGHT : HIGH_WATER;
    if (!overWater && queuedBytes > high) {
      overWater = true;
      exchange.pause();
    } else if (overWater && queuedBytes <= high / 2) {
      overWater = false;
      resumeIfFree();
    }
  }

  /** There is no more to read. */
  public void end() {
    exchange = null;
  }

  private void rateAllows() {
    overRate = false;
    resumeIfFree();
  }

  private void resumeIfFree() {
    if (exchange != null && !overWater && !overRate) {
      exchange.read();
    }
  }
}
