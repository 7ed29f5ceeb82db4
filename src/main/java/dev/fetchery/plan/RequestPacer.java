package dev.fetchery.plan;

/**
 * Spaces requests evenly: {@code requestsPerSecond} without bursts. Confined to the coordinator's
 * event loop.
 */
final class RequestPacer {
  /**
   * Timers are late by about this; so much may be caught up, but never more than one request's
   * interval: that would be a burst.
   */
  private static final double SLACK_MS = 4;

  /** The resolution of the clock: shorter intervals pass in groups. */
  private static final double TICK_MS = 1;

  private double intervalMs;
  private double nextMs;

  RequestPacer(double perSecond, long nowMs) {
    nextMs = nowMs;
    rate(perSecond);
  }

  void rate(double perSecond) {
    double before = intervalMs;
    intervalMs = perSecond > 0 ? 1000 / perSecond : 0;
    nextMs = Math.min(nextMs, nextMs - before + intervalMs);
  }

  /** When the next request may go, at the earliest. */
  long readyAtMs() {
    return intervalMs == 0 ? Long.MIN_VALUE : (long) Math.ceil(nextMs);
  }

  /** Whether it spaces requests at all. */
  boolean paces() {
    return intervalMs > 0;
  }

  boolean ready(long nowMs) {
    return intervalMs == 0 || nowMs >= nextMs;
  }

  void take(long nowMs) {
    if (intervalMs > 0) {
      nextMs = Math.max(nextMs, nowMs - slackMs()) + intervalMs;
    }
  }

  private double slackMs() {
    return Math.max(TICK_MS, Math.min(SLACK_MS, intervalMs));
  }
}
