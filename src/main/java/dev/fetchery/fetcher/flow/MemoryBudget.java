package dev.fetchery.fetcher.flow;

import dev.fetchery.context.Confined;

/**
 * Bytes of bodies that a fetcher holds in memory, all tasks together. Confined to the fetcher's
 * event loop.
 */
public final class MemoryBudget {
  private final Confined confined = new Confined();
  private final long limit;
  private long used;

  /** A budget of {@code limit} bytes. */
  public MemoryBudget(long limit) {
    this.limit = limit;
  }

  /** Takes that many bytes, unless the limit would be exceeded. */
  public boolean take(long bytes) {
    assert confined.here();
    if (used + bytes > limit) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Gives back bytes that were taken. */
  public void give(long bytes) {
    assert confined.here();
    used -= bytes;
  }

  /** Whether less than half of the limit is left. */
  public boolean isTight() {
    return used > limit / 2;
  }
}
