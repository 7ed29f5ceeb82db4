package dev.fetchery.job;

/**
 * How much of the service and of the origins a job may take.
 *
 * @param concurrency requests under way; at least 1
 * @param perHost requests under way to one host; at least 1
 * @param requestsPerSecond evenly spaced, fractions allowed; 0 for no limit
 * @param bytesPerSecond 0 for no limit
 * @param segments connections that one large file may come by; 1 to {@value #MAX_SEGMENTS}
 */
public record Limits(
    int concurrency, int perHost, double requestsPerSecond, long bytesPerSecond, int segments) {
  public static final int MAX_SEGMENTS = 16;

  public static final Limits DEFAULT = new Limits(64, 64, 0, 0, 1);

  /**
   * Connections that an item may really have: no more than the job altogether, and one where
   * requests are evenly spaced, since those for segments are sent as soon as there is one free.
   */
  public int connectionsPerItem() {
    return requestsPerSecond > 0 ? 1 : Math.min(segments, Math.min(concurrency, perHost));
  }

  /** Items under way, such that their connections stay within the limit; at least 1. */
  public int itemsAtOnce() {
    return concurrency / connectionsPerItem();
  }

  /** Items under way from one host, such that their connections stay within the limit. */
  public int itemsPerHost() {
    return perHost / connectionsPerItem();
  }
}
