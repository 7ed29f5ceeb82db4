package dev.fetchery.fetcher.flow;

import dev.fetchery.client.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Pauses one body while there is no memory for it, while too much of it waits to be written, or
 * while its job has used its share of bytes. Confined to the fetcher's event loop.
 */
public final class BackPressure {
  /** What of one body may wait to be written, and what where memory is short. */
  private static final long HIGH_WATER = 1 << 20;

  /** Taken for each body before it is read, unless it is shorter. */
  private static final long LEAST = 64 << 10;

  private final ByteRateLimiter limiter;
  private final BodyMemory memory;
  private final String job;

  /** Made once: it is handed on with every buffer. */
  private final Runnable rateAllows = this::rateAllows;

  /** The one whose body is read, or null. */
  private @Nullable Exchange exchange;

  private boolean overWater;
  private boolean overRate;

  /** What it waits for, or null where it has the memory to go on. */
  private BodyMemory.@Nullable Claim claim;

  /** Bytes of the memory that it has. */
  private long taken;

  /** What it keeps while it reads, however little of the body is in memory. */
  private long least;

  private boolean closed;

  /** For the bodies of one connection, one after another. */
  public BackPressure(ByteRateLimiter limiter, BodyMemory memory, String job) {
    this.limiter = limiter;
    this.memory = memory;
    this.job = job;
  }

  /**
   * Begins to read the body, as soon as memory and the job's rate allow.
   *
   * @param length of the body, or -1
   */
  public void begin(Exchange from, long length) {
    exchange = from;
    overWater = false;
    overRate = limiter.mustWait(job, rateAllows);
    least = length < 0 ? LEAST : Math.min(length, LEAST);
    if (least > taken) {
      claim(least - taken, false);
    }
    resumeIfFree();
  }

  private void claim(long bytes, boolean more) {
    Runnable granted =
        () -> {
          claim = null;
          taken += bytes;
          resumeIfFree();
        };
    claim = more ? memory.claimMore(this, bytes, granted) : memory.claim(this, bytes, granted);
    if (claim == null) {
      taken += bytes;
    } else if (exchange != null) {
      exchange.pause();
    }
  }

  /** Counts bytes that have been read. */
  public void spent(int bytes) {
    if (limiter.spend(job, bytes, rateAllows)) {
      overRate = true;
      if (exchange != null) {
        exchange.pause();
      }
    }
  }

  /** So much of the body is in memory until it is whole, and no more than this in the end. */
  public void hold(long bytes) {
    count(bytes);
  }

  /** So much of a body that is needed whole is in memory: more is taken before more is read. */
  public void grow(long bytes) {
    if (bytes > taken) {
      count(bytes);
    }
    if (exchange != null && claim == null && bytes + LEAST > taken) {
      claim(2 * bytes + LEAST - taken, true);
    }
  }

  /** Pauses above the high-water mark; resumes when half of it is written. */
  public void throttle(long queuedBytes) {
    count(queuedBytes);
    if (exchange == null) {
      return;
    }
    long high = memory.isTight() ? LEAST : HIGH_WATER;
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
    least = 0;
    if (claim != null) {
      BodyMemory.Claim given = claim;
      claim = null;
      memory.cancel(given);
    }
  }

  /** Nothing of the body is in memory any more, or it is not counted any more. */
  public void close() {
    end();
    count(0);
    closed = true;
    memory.left(this);
  }

  /** Takes or gives back what differs from what it has. */
  private void count(long bytes) {
    long wanted = closed ? 0 : Math.max(least, bytes);
    long before = taken;
    taken = wanted;
    if (wanted > before) {
      memory.take(wanted - before);
    } else if (wanted < before) {
      memory.give(before - wanted);
    }
  }

  private void rateAllows() {
    overRate = false;
    resumeIfFree();
  }

  private void resumeIfFree() {
    if (exchange != null && !overWater && !overRate && claim == null) {
      exchange.read();
    }
  }
}
