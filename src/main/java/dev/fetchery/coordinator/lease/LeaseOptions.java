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
}
