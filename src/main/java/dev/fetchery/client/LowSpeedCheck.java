package dev.fetchery.client;

import java.util.Arrays;

/** Whether a body comes fast enough, judged over any 10 seconds of it by samples of one second. */
final class LowSpeedCheck {
  private static final int WINDOW = 10;
  private static final long SECOND = 1_000_000_000L;

  private final long minBytesPerSecond;

  /** Bytes received at the beginning of each of the last seconds. */
  private final long[] samples = new long[WINDOW];

  private long samplesTaken;
  private long dueNanos;

  LowSpeedCheck(long minBytesPerSecond) {
    this.minBytesPerSecond = minBytesPerSecond;
  }

  /** Begins anew: what went before was not the sender's doing. */
  void restart(long now, long received) {
    Arrays.fill(samples, received);
    samplesTaken = 0;
    dueNanos = now + SECOND;
  }

  boolean isTooSlow(long now, long received) {
    while (now - dueNanos >= 0) {
      dueNanos += SECOND;
      samplesTaken++;
      int oldest = (int) (samplesTaken % WINDOW);
      if (samplesTaken >= WINDOW && received - samples[oldest] < minBytesPerSecond * WINDOW) {
        return true;
      }
      samples[oldest] = received;
    }
    return false;
  }
}
