package dev.fetchery.plan;

/**
 * Stops the requests to a host that answers nothing, or that asks for it (a circuit breaker: M.
 * Nygard, "Release It!", 2007). While it is open nothing is sent; the first request after that is a
 * probe, and until the probe is sent nothing that was under way before tells anything new. Each
 * time the host answers nothing the back-off is twice as long, from {@value #FIRST_BACK_OFF_MS} ms
 * to {@value #LONGEST_BACK_OFF_MS} ms; a success begins again. Times in epoch milliseconds.
 * Confined to the coordinator's event loop.
 */
final class Breaker {
  static final long FIRST_BACK_OFF_MS = 1_000;
  static final long LONGEST_BACK_OFF_MS = 60_000;

  private long untilMs;
  private long nextMs = FIRST_BACK_OFF_MS;

  /** Whether a request has been sent since the last back-off of its own. */
  private boolean probed = true;

  boolean isOpen(long nowMs) {
    return nowMs < untilMs;
  }

  /** End of the last back-off; 0 if there was none. */
  long untilMs() {
    return untilMs;
  }

  /** Whether the next request is the probe. */
  boolean awaitsProbe() {
    return !probed;
  }

  /** A request is sent. */
  void sent() {
    probed = true;
  }

  /** Opens until then; false if it is open for longer already. */
  boolean openUntil(long until) {
    if (until <= untilMs) {
      return false;
    }
    untilMs = until;
    return true;
  }

  /** The host answers nothing; false if that is no news: it is open, or waits for its probe. */
  boolean trip(long nowMs) {
    if (isOpen(nowMs) || !probed) {
      return false;
    }
    probed = false;
    openUntil(nowMs + nextMs);
    nextMs = Math.min(nextMs * 2, LONGEST_BACK_OFF_MS);
    return true;
  }

  /** The host answers. */
  void reset() {
    nextMs = FIRST_BACK_OFF_MS;
  }
}
