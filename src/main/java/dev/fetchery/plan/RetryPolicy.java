package dev.fetchery.plan;

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
    record Again(long waitMs, AttemptBudget budget) implements Decision {}

    /** Nothing is sent to the host for so long; then the item is tried again. */
    record BackOff(long waitMs, AttemptBudget budget) implements Decision {}
  }

  /**
   * @param budget what the attempts so far have used, before this one failed
   * @param refusal whether the host refused it because of others
   * @param random from 0 to 1, for the jitter
   */
  public static Decision decide(
      Retry retry,
      AttemptBudget budget,
      Failure failure,
      Refusal refusal,
      double random,
      long nowMs) {
    AttemptBudget used = budget.failed(retry, failure, refusal, nowMs);
    if (!triedAgain(retry, failure, used)) {
      return new Decision.GiveUp(failure.fault());
    }
    long askedMs = failure.retryAfterMs().orElse(0);
    if (tooLong(retry, askedMs)) {
      return new Decision.GiveUp(tooLate(failure.fault(), askedMs, nowMs));
    }
    boolean overdue = used.uncounted() > budget.uncounted() && used.isOverdue(retry, nowMs);
    if (overdue || used.counted() >= retry.attempts()) {
      return new Decision.GiveUp(failure.fault());
    }
    long backOffMs = hostBackOffMs(retry, failure, nowMs);
    if (backOffMs > 0) {
      return new Decision.BackOff(backOffMs, used.waiting(backOffMs));
    }
    if (failure.outdated() && used.counted() <= 1) {
      return new Decision.Again(0, used);
    }
    // What is not ready yet says nothing about the other things that its host has.
    return failure.notReady() && askedMs > 0
        ? new Decision.Again(Math.min(askedMs, LAST_INSTANT_MS - nowMs), used)
        : new Decision.Again(backoffMs(retry, used.steps(), random), used);
  }

  private static boolean triedAgain(Retry retry, Failure failure, AttemptBudget used) {
    return failure.passing(retry.statuses()) || failure.mayBeRighted() && used.unfit() < 2;
  }

  /**
   * How long the host asks that nothing is sent to it: also where the item itself has no attempt
   * left. 0 where it does not ask, or asks for longer than the job waits.
   */
  public static long hostBackOffMs(Retry retry, Failure failure, long nowMs) {
    long askedMs = failure.retryAfterMs().orElse(0);
    boolean ofHost = failure.passing(retry.statuses()) && !failure.notReady();
    if (!ofHost || askedMs <= 0 || tooLong(retry, askedMs)) {
      return 0;
    }
    return Math.min(askedMs, LAST_INSTANT_MS - nowMs);
  }

  private static boolean tooLong(Retry retry, long askedMs) {
    return retry.maxRetryAfterMs() > 0 && askedMs > retry.maxRetryAfterMs();
  }

  /**
   * Exponential backoff with full jitter: anything up to {@code backoffMs * 2^(steps - 1)}. See M.
   * Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
   */
  static long backoffMs(Retry retry, int steps, double random) {
    double step = (double) retry.backoffMs() * Math.pow(2, Math.min(steps - 1, 40));
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
