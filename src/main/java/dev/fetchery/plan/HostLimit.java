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
 *   <li>after an outage it begins at one and looks for the limit: after a success {@code L += 1 /
 *       min(L, a + 1)}, one more for each round of requests;
 *   <li>after a decrease {@code L = max(1, min(L, a + 1) / 2)}, at most once in {@value
 *       #DECREASE_EVERY_MS} ms, since requests that were under way together fail together;
 *   <li>a limit found by a decrease is kept: one more only after {@value #FIRST_PATIENCE} successes
 *       while all of {@code L} was used. That one is on trial: the first refusal takes it back, and
 *       twice as many successes are wanted before the next;
 *   <li>once {@code L} reaches the most that were ever under way, it is {@code ∞} again.
 * </ul>
 */
final class HostLimit {
  static final long DECREASE_EVERY_MS = 1_000;
  static final int FIRST_PATIENCE = 20;
  static final int LONGEST_PATIENCE = 1_280;

  private static final double UNLIMITED = Integer.MAX_VALUE;
  private static final long NEVER = Long.MIN_VALUE / 2;

  private double limit = UNLIMITED;
  private int mostActive;
  private long decreasedAtMs = NEVER;

  /** Whether it was found by a decrease, as opposed to looked for after an outage. */
  private boolean kept;

  /** Successes wanted before the next increase of a limit that is kept. */
  private int patience = FIRST_PATIENCE;

  /** Successes since the last change, with the limit used up. */
  private int successes;

  /** Whether the last change was an increase of a limit that is kept. */
  private boolean onTrial;

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
    if (!isReduced()) {
      return;
    }
    if (!kept) {
      limit += 1 / Math.max(1, Math.min(limit, active + 1.0));
      if (limit >= mostActive) {
        lift();
      }
    } else if (active + 1 >= current() && ++successes >= patience) {
      step();
    }
  }

  private void step() {
    successes = 0;
    if (onTrial) {
      patience = FIRST_PATIENCE;
    }
    if (current() >= mostActive) {
      lift();
    } else {
      onTrial = true;
      limit = current() + 1;
    }
  }

  private void lift() {
    limit = UNLIMITED;
    kept = false;
    onTrial = false;
  }

  /**
   * A request failed while so many, this one left out, were under way. Returns whether that changed
   * anything.
   */
  boolean decrease(int active, long nowMs) {
    if (nowMs - decreasedAtMs < DECREASE_EVERY_MS) {
      return false;
    }
    set(Math.max(1, Math.min(limit, active + 1.0) / 2), nowMs);
    return true;
  }

  /**
   * The host refused a request beside others. Returns whether that answers a trial: the increase is
   * taken back at once.
   */
  boolean refused(long nowMs) {
    if (!onTrial) {
      return false;
    }
    patience = Math.min(2 * patience, LONGEST_PATIENCE);
    set(Math.max(1, current() - 1), nowMs);
    return true;
  }

  private void set(double found, long nowMs) {
    decreasedAtMs = nowMs;
    limit = found;
    kept = true;
    onTrial = false;
    successes = 0;
  }

  /** Begins again at one request, after an outage. */
  void restart() {
    limit = 1;
    kept = false;
    onTrial = false;
    successes = 0;
    decreasedAtMs = NEVER;
  }
}
