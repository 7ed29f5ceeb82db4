package dev.fetchery.coordinator.item;

/** How long something has failed without a success in between. Used by one thread. */
final class FailureSpell {
  private final long mostMs;
  private long sinceMs;
  private boolean failing;

  /**
   * @param mostMs a spell is long from then on, in milliseconds
   */
  FailureSpell(long mostMs) {
    this.mostMs = mostMs;
  }

  /**
   * It failed.
   *
   * @return whether the spell has become long; the next failure begins another
   */
  boolean failed(long nowMs) {
    if (!failing) {
      failing = true;
      sinceMs = nowMs;
      return false;
    } else if (nowMs - sinceMs < mostMs) {
      return false;
    }
    failing = false;
    return true;
  }

  /** It succeeded. */
  void succeeded() {
    failing = false;
  }
}
