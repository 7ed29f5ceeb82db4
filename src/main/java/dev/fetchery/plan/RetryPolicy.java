package dev.fetchery.plan;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Retry;
import java.time.Instant;

/** Decides what follows a failed attempt. */
public final class RetryPolicy {
  private RetryPolicy() {}

  /** What follows. */
  public sealed interface Decision {
    /** The item ends. */
    record GiveUp(Fault fault) implements Decision {}

    /** The item is tried again after so long. */
    record Again(long waitMs) implements Decision {}

    /** Nothing is asked of the host for so long; then the item is tried again. */
    record Rest(long waitMs) implements Decision {}
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
    if (askedMs > 0 && askedMs > retry.maxRetryAfterMs() && retry.maxRetryAfterMs() > 0) {
      return new Decision.GiveUp(tooLate(failure.fault(), askedMs, nowMs));
    }
    if (attempts >= retry.attempts()) {
      return new Decision.GiveUp(failure.fault());
    }
    return askedMs > 0
        ? new Decision.Rest(askedMs)
        : new Decision.Again(backoffMs(retry, attempts, random));
  }

  /**
   * Exponential backoff with full jitter: anything up to {@code backoffMs * 2^(attempts - 1)}. See
   * M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
   */
  static long backoffMs(Retry retry, int attempts, double random) {
    double step = (double) retry.backoffMs() * Math.pow(2, Math.min(attempts - 1, 40));
    double most = retry.maxBackoffMs() > 0 ? Math.min(step, (double) retry.maxBackoffMs()) : step;
    return Math.round(most * random);
  }

  private static Fault tooLate(Fault fault, long askedMs, long nowMs) {
    boolean readable = askedMs < Instant.MAX.getEpochSecond() && nowMs + askedMs > 0;
    String until =
        readable && nowMs + askedMs < 253_402_300_800_000L
            ? Instant.ofEpochMilli(nowMs + askedMs).toString()
            : "a time beyond any calendar";
    return new Fault(
        fault.code(), fault.detail() + ", Retry-After " + until + " is longer than is waited for");
  }
}
