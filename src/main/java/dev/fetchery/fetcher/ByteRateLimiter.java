package dev.fetchery.fetcher;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds jobs to their rates of bytes: a task whose job has had its share stops reading until there
 * is some again. Nothing is counted for jobs without a limit. One event loop's.
 */
final class ByteRateLimiter {
  /** What a job may take at once after a pause, in seconds of its rate. */
  private static final double BURST_SECONDS = 0.25;

  private static final int TYPICAL_READ = 64 << 10;

  private final Map<String, Bucket> buckets = new HashMap<>();

  private static final class Bucket {
    private double bytesPerSecond;
    private double credit;
    private long filledNanos;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

    void fill(long now) {
      double earned = (now - filledNanos) * 1e-9 * bytesPerSecond;
      credit = Math.min(bytesPerSecond * BURST_SECONDS, credit + earned);
      filledNanos = now;
    }
  }

  /** Sets what this fetcher may read for each job: bytes per second, 0 for no limit. */
  void set(Map<String, Long> rates, long now) {
    rates.forEach(
        (job, rate) -> {
          Bucket bucket = buckets.get(job);
          if (rate <= 0) {
            if (bucket != null) {
              buckets.remove(job);
              bucket.waiting.forEach(Runnable::run);
            }
            return;
          }
          if (bucket == null) {
            bucket = new Bucket();
            bucket.filledNanos = now;
            buckets.put(job, bucket);
          }
          bucket.fill(now);
          bucket.bytesPerSecond = rate;
        });
  }

  /**
   * Counts bytes of a job.
   *
   * @return whether to stop reading; {@code resume} is called when there is more to be had
   */
  boolean spend(String job, int bytes, long now, Runnable resume) {
    Bucket bucket = buckets.isEmpty() ? null : buckets.get(job);
    if (bucket == null) {
      return false;
    }
    bucket.fill(now);
    bucket.credit -= bytes;
    if (bucket.credit >= 0) {
      return false;
    }
    bucket.waiting.add(resume);
    return true;
  }

  /**
   * Asks before a body is begun.
   *
   * @return whether to wait; {@code resume} is called when there is something to be had
   */
  boolean mustWait(String job, long now, Runnable resume) {
    return spend(job, 0, now, resume);
  }

  boolean isIdle() {
    return buckets.isEmpty();
  }

  /** Lets those go on for whom there is something again. */
  void tick(long now) {
    for (Bucket bucket : buckets.values()) {
      bucket.fill(now);
      // What they read is counted only when it has arrived: not all of them at once.
      int most = 1 + (int) (bucket.bytesPerSecond * BURST_SECONDS / TYPICAL_READ);
      for (int i = 0; i < most && bucket.credit >= 0 && !bucket.waiting.isEmpty(); i++) {
        bucket.waiting.poll().run();
      }
    }
  }

  /** Forgets everything. */
  void clear() {
    buckets.clear();
  }
}
