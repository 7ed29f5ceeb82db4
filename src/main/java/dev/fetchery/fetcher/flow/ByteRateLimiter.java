package dev.fetchery.fetcher.flow;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the bytes per second of jobs, by a token bucket each: a body whose job has used its share
 * is read on when there is some again. Jobs without a limit are not counted. Confined to the
 * fetcher's event loop.
 */
public final class ByteRateLimiter {
  /** Size of a bucket, in seconds of its job's rate. */
  private static final double BURST_SECONDS = 0.25;

  private static final int TYPICAL_READ = 64 << 10;

  private final Confined confined = new Confined();
  private final Clock clock;
  private final Map<String, Bucket> buckets = new HashMap<>();

  /** Without any limits. */
  public ByteRateLimiter(Clock clock) {
    this.clock = clock;
  }

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
  public void set(Map<String, Long> rates) {
    assert confined.here();
    long now = clock.nanoTime();
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
   * @return whether to stop reading; {@code resume} is called when the job has credit again
   */
  public boolean spend(String job, int bytes, Runnable resume) {
    assert confined.here();
    Bucket bucket = buckets.isEmpty() ? null : buckets.get(job);
    if (bucket == null) {
      return false;
    }
    bucket.fill(clock.nanoTime());
    bucket.credit -= bytes;
    if (bucket.credit >= 0) {
      return false;
    }
    bucket.waiting.add(resume);
    return true;
  }

  /**
   * Asks before a body is read.
   *
   * @return whether to wait; {@code resume} is called when the job has credit again
   */
  public boolean mustWait(String job, Runnable resume) {
    return spend(job, 0, resume);
  }

  /** Whether no job has a limit. */
  public boolean isIdle() {
    return buckets.isEmpty();
  }

  /** Resumes bodies whose jobs have credit again; to be called every 100 ms or so. */
  public void tick() {
    assert confined.here();
    long now = clock.nanoTime();
    for (Bucket bucket : buckets.values()) {
      bucket.fill(now);
      // What they read is counted only when it has arrived: so not all of them at once.
      int most = 1 + (int) (bucket.bytesPerSecond * BURST_SECONDS / TYPICAL_READ);
      for (int i = 0; i < most && bucket.credit >= 0 && !bucket.waiting.isEmpty(); i++) {
        bucket.waiting.poll().run();
      }
    }
  }

  /** Forgets all limits. */
  public void clear() {
    buckets.clear();
  }
}
