package dev.fetchery.coordinator.lease;

/**
 * How long leases last, in milliseconds.
 *
 * @param ttlMs a fetcher that is not heard of for so long has lost its leases
 * @param marginMs leases are granted again only so long after that
 */
public record LeaseOptions(long ttlMs, long marginMs) {
  /** Longer than any garbage collection, short enough for a person to notice a lost fetcher. */
  public static final LeaseOptions DEFAULT = new LeaseOptions(15_000, 3_000);
}
