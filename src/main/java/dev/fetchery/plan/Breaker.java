package dev.fetchery.plan;

/**
 * Stops the requests to a host that answers nothing, or that asks for it (a circuit breaker: M.
 * Nygard, "Release It!", 2007). While it is open nothing is sent; the first request after that is a
 * probe, and until the probe is sent nothing that was under way before tells anything new, but that
 * the host answers after all. Each time the host answers nothing the back-off is twice as long,
 * from {@value #FIRST_BACK_OFF_MS} ms to {@value #LONGEST_BACK_OFF_MS} ms; a success begins again.
 * Times in epoch milliseconds. Confined to the coordinator's event loop.
 */
final class Breaker {
  static final long FIRST_BACK_OFF_MS = 1_000;
  static final long LONGEST_BACK_OFF_MS = 60_000;

  /** As the host asked for. */
  private long askedUntilMs;

  private long trippedUntilMs;
  private long nextMs = FIRST_BACK_OFF_MS;

  /** Whether a request has been sent since the last back-off of its own. */
  private boolean probed = true;

  boolean isOpen(long nowMs) {
    return nowMs < untilMs();
  }

  /** End of the last back-off; 0 if there was none. */
  long untilMs() {
    return Math.max(askedUntilMs, trippedUntilMs);
  }

  /** Whether the next request is the probe. */
  boolean awaitsProbe() {
    return !probed;
  }

  /** A request is sent. */
  void sent() {
    probed = true;
  }

  /** Opens until then, as the host asks for; false if it is open for longer already. */
  boolean openUntil(long until) {
    boolean longer = until > untilMs();
    askedUntilMs = Math.max(askedUntilMs, until);
    return longer;
  }

  /** The host answers nothing; false if that is no news: it is open, or waits for its probe. */
  boolean trip(long nowMs) {
    if (isOpen(nowMs) || !probed) {
      return false;
    }
    probed = false;
    trippedUntilMs = nowMs + nextMs;
    nextMs = Math.min(nextMs * 2, LONGEST_BACK_OFF_MS);
    return true;
  }

  /**
   * The host answers: a back-off that it has not asked for is over.
   *
   * @return whether there was one
   */
  boolean reset(long nowMs) {
    nextMs = FIRST_BACK_OFF_MS;
    probed = true;
    boolean open = nowMs < trippedUntilMs;
    if (open) {
      trippedUntilMs = nowMs;
    }
    return open;
  }
}
