package dev.fetchery.job;

/**
 * How much of the service and of the origins a job may take.
 *
 * @param concurrency requests under way; at least 1
 * @param perHost requests under way to one host; at least 1
 * @param requestsPerSecond evenly spaced, fractions allowed; 0 for no limit
 * @param bytesPerSecond 0 for no limit
 */
public record Limits(int concurrency, int perHost, double requestsPerSecond, long bytesPerSecond) {
  public static final Limits DEFAULT = new Limits(64, 64, 0, 0);
}
