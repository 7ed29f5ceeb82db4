package dev.fetchery.coordinator.lease;

/**
 * How long leases last, in milliseconds.
 *
 * @param ttlMs time without a report after which a fetcher has lost its leases
 * @param marginMs time after that before the tasks are leased again
 */
public record LeaseOptions(long ttlMs, long marginMs) {
  /** Longer than any garbage collection, short enough for a person to notice a lost fetcher. */
  public static final LeaseOptions DEFAULT = new LeaseOptions(15_000, 3_000);

  private static final int REPORTS_IN_TTL = 5;

  /** A report is due at least so often, and no answer is held back longer. */
  long reportMs() {
    return Math.max(1, ttlMs / REPORTS_IN_TTL);
  }

  /** After so long without a report a fetcher can publish nothing more that it was leased. */
  public long lossMs() {
    return ttlMs + marginMs;
  }
}
