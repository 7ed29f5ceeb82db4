package dev.fetchery.fetcher;

/** Bytes of bodies that a fetcher holds in memory, all tasks together. One event loop's. */
final class MemoryBudget {
  private final long limit;
  private long used;

  MemoryBudget(long limit) {
    this.limit = limit;
  }

  boolean take(long bytes) {
    if (used + bytes > limit) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Takes what cannot be refused: it is there already. */
  void force(long bytes) {
    used += bytes;
  }

  void give(long bytes) {
    used -= bytes;
  }

  /** Whether so little is left that no task should hold much. */
  boolean isTight() {
    return used > limit / 2;
  }

  long used() {
    return used;
  }
}
