package dev.fetchery.fetcher;

import dev.fetchery.client.Exchange;

/** Decides when a body is read on: not faster than it is written, and than its job may. */
final class BackPressure {
  /**
   * What may wait to be written of one task, where memory is plentiful and where it is not. With
   * less the disk waits for the network at times: one of 1 GiB took 1.40 s with half of this and
   * 1.26 s with it. With twice as much 8 of 256 MiB took 2.3 s instead of 1.9 s.
   */
  private static final long HIGH_WATER = 1 << 20;

  private static final long HIGH_WATER_WHEN_TIGHT = 64 << 10;

  private final FetcherContext tools;
  private final String job;

  /** The one whose body is read, or null. */
  private Exchange exchange;

  private boolean overWater;
  private boolean overRate;

  BackPressure(FetcherContext tools, String job) {
    this.tools = tools;
    this.job = job;
  }

  /** Begins to read the body, as soon as the job's rate allows. */
  void begin(Exchange from) {
    exchange = from;
    overWater = false;
    overRate = tools.meter().mustWait(job, System.nanoTime(), this::rateAllows);
    resumeIfFree();
  }

  /** So much has been read and is being written. */
  void spent(int bytes) {
    if (tools.meter().spend(job, bytes, System.nanoTime(), this::rateAllows)) {
      overRate = true;
      if (exchange != null) {
        exchange.pause();
      }
    }
  }

  /** Stops reading while more than that waits to be written; goes on when half of it is gone. */
  void throttle(long queuedBytes) {
    if (exchange == null) {
      return;
    }
    long high = tools.budget().isTight() ? HIGH_WATER_WHEN_TIGHT : HIGH_WATER;
    if (!overWater && queuedBytes > high) {
      overWater = true;
      exchange.pause();
    } else if (overWater && queuedBytes <= high / 2) {
      overWater = false;
      resumeIfFree();
    }
  }

  /** There is no more to read. */
  void end() {
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
