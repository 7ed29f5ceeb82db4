package dev.fetchery.plan;

/**
 * A rate over the last five seconds, from totals noted now and then. Confined to the coordinator's
 * event loop.
 */
public final class Throughput {
  private static final long SPAN_MS = 5_000;
  private static final int SLOTS = 24;

  private final long[] atMs = new long[SLOTS];
  private final long[] totals = new long[SLOTS];
  private int size;
  private int head;

  /** Notes the total so far; call a few times a second. A clock that is set back begins again. */
  public void note(long nowMs, long total) {
    if (size > 0 && nowMs < atMs[head]) {
      size = 0;
    }
    if (size > 0 && nowMs - atMs[head] < SPAN_MS / (SLOTS - 4)) {
      return;
    }
    head = (head + 1) % SLOTS;
    atMs[head] = nowMs;
    totals[head] = total;
    size = Math.min(SLOTS, size + 1);
  }

  /** Per second, given the total now. */
  public double perSecond(long nowMs, long total) {
    for (int back = size - 1; back >= 0; back--) {
      int slot = Math.floorMod(head - back, SLOTS);
      long ageMs = nowMs - atMs[slot];
      if (ageMs <= SPAN_MS && ageMs > 0) {
        return (total - totals[slot]) * 1000.0 / ageMs;
      }
    }
    return 0;
  }
}
