package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Timeouts;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one request may take, and how much of that has passed. Times in nanoseconds of one
 * clock, passed in. Not safe for use by many threads.
 */
final class TimeLimits {
  private final Timeouts timeouts;
  private final long startedNanos;
  private long connectNanos;
  private long addressUntilNanos;
  private long sentNanos;

  TimeLimits(Timeouts timeouts, long nowNanos) {
    this.timeouts = timeouts;
    this.startedNanos = nowNanos;
    this.connectNanos = nowNanos;
    this.sentNanos = nowNanos;
  }

  /** A connection is sought from the beginning. */
  void reconnect(long nowNanos) {
    connectNanos = nowNanos;
  }

  /**
   * The next address is tried: what is left of the time is shared among those that are left.
   *
   * @param addresses that have not been tried, this one included
   */
  void tryAddress(long nowNanos, int addresses) {
    long leftNanos = connectNanos + nanos(timeouts.connectMs()) - nowNanos;
    addressUntilNanos = nowNanos + leftNanos / addresses;
  }

  /** The request has been sent. */
  void sent(long nowNanos) {
    sentNanos = nowNanos;
  }

  /** When the request was sent, or since when it is under way. */
  long sentNanos() {
    return sentNanos;
  }

  /** Whether the address that is tried has had its share of the time. */
  boolean isAddressOverdue(long nowNanos) {
    return timeouts.connectMs() > 0 && nowNanos - addressUntilNanos > 0;
  }

  /** Why the whole takes too long, or null. */
  @Nullable FetchException total(long nowNanos) {
    long sinceNanos = startedNanos - nanos(timeouts.spentMs());
    return passed(timeouts.totalMs(), sinceNanos, nowNanos, "not done within", "totalTimeoutMs");
  }

  /** Why connecting takes too long, or null. */
  @Nullable FetchException connect(long nowNanos) {
    return passed(
        timeouts.connectMs(), connectNanos, nowNanos, "no connection within", "connectTimeoutMs");
  }

  /**
   * Why the response is waited for too long, or null.
   *
   * @param activeNanos when the last data came
   */
  @Nullable FetchException idle(long activeNanos, long nowNanos) {
    return passed(timeouts.idleMs(), activeNanos, nowNanos, "no data for", "idleTimeoutMs");
  }

  private static @Nullable FetchException passed(
      long limitMs, long sinceNanos, long nowNanos, String what, String option) {
    return limitMs > 0 && nowNanos - sinceNanos > nanos(limitMs)
        ? new FetchException(ErrorCode.TIMEOUT, what + " " + limitMs + " ms (" + option + ")")
        : null;
  }

  private static long nanos(long ms) {
    return TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
