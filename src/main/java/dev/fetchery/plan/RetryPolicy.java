package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import java.time.Instant;

/** Decides what follows a failed attempt. */
public final class RetryPolicy {
  private static final long LONGEST_BACKOFF_MS = 366L * 24 * 3600 * 1000;

  /** 9999-12-31T23:59:59.999Z, the last instant of RFC 3339. */
  private static final long LAST_INSTANT_MS = 253_402_300_799_999L;

  private RetryPolicy() {}

  /** What follows. */
  public sealed interface Decision {
    /** The item ends. */
    record GiveUp(Fault fault) implements Decision {}

    /** The item is tried again after so long. */
    record Again(long waitMs) implements Decision {}

    /** Nothing is sent to the host for so long; then the item is tried again. */
    record BackOff(long waitMs) implements Decision {}
  }

  /**
   * @param attempts requests sent for the item so far, this one included
   * @param checksumFailures how many of them ended with a wrong checksum, this one included
   * @param random from 0 to 1, for the jitter
   */
  public static Decision decide(
      Retry retry, int attempts, int checksumFailures, Failure failure, double random, long nowMs) {
    boolean again =
        failure.passing() || failure.fault().code() == ErrorCode.CHECKSUM && checksumFailures < 2;
    if (!again) {
      return new Decision.GiveUp(failure.fault());
    }
    long askedMs = failure.retryAfterMs().orElse(0);
    if (tooLong(retry, askedMs)) {
      return new Decision.GiveUp(tooLate(failure.fault(), askedMs, nowMs));
    }
    if (attempts >= retry.attempts()) {
      return new Decision.GiveUp(failure.fault());
    }
    long backOffMs = hostBackOffMs(retry, failure, nowMs);
    return backOffMs > 0
        ? new Decision.BackOff(backOffMs)
        : new Decision.Again(backoffMs(retry, attempts, random));
  }

  /**
   * How long the host asks that nothing is sent to it: also where the item itself has no attempt
   * left. 0 where it does not ask, or asks for longer than the job waits.
   */
  public static long hostBackOffMs(Retry retry, Failure failure, long nowMs) {
    long askedMs = failure.retryAfterMs().orElse(0);
    if (!failure.passing() || askedMs <= 0 || tooLong(retry, askedMs)) {
      return 0;
    }
    return Math.min(askedMs, LAST_INSTANT_MS - nowMs);
  }

  private static boolean tooLong(Retry retry, long askedMs) {
    return retry.maxRetryAfterMs() > 0 && askedMs > retry.maxRetryAfterMs();
  }

  /**
   * Exponential backoff with full jitter: anything up to {@code backoffMs * 2^(attempts - 1)}. See
   * M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
   */
  static long backoffMs(Retry retry, int attempts, double random) {
    double step = (double) retry.backoffMs() * Math.pow(2, Math.min(attempts - 1, 40));
    double most = retry.maxBackoffMs() > 0 ? Math.min(step, (double) retry.maxBackoffMs()) : step;
    return Math.round(Math.min(most, LONGEST_BACKOFF_MS) * random);
  }

  private static Fault tooLate(Fault fault, long askedMs, long nowMs) {
    String until =
        askedMs <= LAST_INSTANT_MS - nowMs
            ? Instant.ofEpochMilli(nowMs + askedMs).toString()
            : "a date after the year 9999";
    return new Fault(
        fault.code(),
        fault.detail() + ", Retry-After " + until + " is later than maxRetryAfterMs allows");
  }
}
