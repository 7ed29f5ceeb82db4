package dev.fetchery.plan;

/**
 * How many requests at once one host is given: additive increase, multiplicative decrease (D. Chiu
 * and R. Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in
 * Computer Networks", 1989), as TCP finds its window (V. Jacobson, "Congestion Avoidance and
 * Control", 1988). Confined to the coordinator's event loop.
 *
 * <p>With {@code L} the limit and {@code a} the requests under way:
 *
 * <ul>
 *   <li>at first there is no limit: {@code L = ∞};
 *   <li>after a success {@code L += 1 / min(L, a + 1)}: one more for each round of requests;
 *   <li>after a decrease {@code L = max(1, min(L, a + 1) / 2)}, at most once in {@value
 *       #DECREASE_EVERY_MS} ms, since requests that were under way together fail together;
 *   <li>once {@code L} reaches the most that were ever under way, it is {@code ∞} again.
 * </ul>
 */
final class HostLimit {
  static final long DECREASE_EVERY_MS = 1_000;

  private static final double UNLIMITED = Integer.MAX_VALUE;

  private double limit = UNLIMITED;
  private int mostActive;
  private long decreasedAtMs = Long.MIN_VALUE / 2;

  /** Requests at once, at least 1. */
  int current() {
    return (int) Math.max(1, Math.min(limit, UNLIMITED));
  }

  boolean isReduced() {
    return limit < UNLIMITED;
  }

  /** So many requests are under way. */
  void observe(int active) {
    mostActive = Math.max(mostActive, active);
  }

  /** A request succeeded while so many, this one left out, were under way. */
  void increase(int active) {
    if (isReduced()) {
      limit += 1 / Math.max(1, Math.min(limit, active + 1.0));
      if (limit >= mostActive) {
        limit = UNLIMITED;
      }
    }
  }

  /** A request failed while so many, this one left out, were under way. */
  void decrease(int active, long nowMs) {
    if (nowMs - decreasedAtMs >= DECREASE_EVERY_MS) {
      decreasedAtMs = nowMs;
      limit = Math.max(1, Math.min(limit, active + 1.0) / 2);
    }
  }

  /** Begins again at one request. */
  void restart() {
    limit = 1;
  }
}
