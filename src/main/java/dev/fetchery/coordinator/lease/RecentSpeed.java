package dev.fetchery.coordinator.lease;

/**
 * How fast a body comes, or any other count grows, over the last two to four seconds. What was
 * there when it was first noted is no speed: an earlier attempt may have brought it.
 */
final class RecentSpeed {
  private static final long TURN_NANOS = 2_000_000_000L;

  private long olderNanos;
  private long olderBytes;
  private long newerNanos;
  private long newerBytes;
  private boolean noted;

  void note(long nowNanos, long bytes) {
    if (!noted || bytes < newerBytes) {
      noted = true;
      olderNanos = nowNanos;
      olderBytes = bytes;
      newerNanos = nowNanos;
      newerBytes = bytes;
    } else if (nowNanos - newerNanos >= TURN_NANOS) {
      olderNanos = newerNanos;
      olderBytes = newerBytes;
      newerNanos = nowNanos;
      newerBytes = bytes;
    }
  }

  /**
   * Bytes a second; 0 before there is any time to measure over.
   *
   * @param bytes so far
   */
  double perSecond(long nowNanos, long bytes) {
    long nanos = nowNanos - olderNanos;
    return noted && nanos > 0 ? Math.max(0, bytes - olderBytes) * 1e9 / nanos : 0;
  }
}
