package dev.fetchery.job;

/**
 * How long a request may take. Times in milliseconds, 0 for no limit.
 *
 * @param connectMs until a connection stands, name resolution included
 * @param idleMs longest time without data
 * @param totalMs until the end of the body
 * @param minBytesPerSecond of the body, judged over any 10 s; 0 for no limit
 * @param spentMs what of the total had passed before this request: redirects, for one
 */
public record Timeouts(
    long connectMs, long idleMs, long totalMs, long minBytesPerSecond, long spentMs) {
  public static final Timeouts NONE = new Timeouts(0, 0, 0, 0);

  /** Those of a request before which nothing has passed. */
  public Timeouts(long connectMs, long idleMs, long totalMs, long minBytesPerSecond) {
    this(connectMs, idleMs, totalMs, minBytesPerSecond, 0);
  }

  /** These for a further request, when so long has passed since this one. */
  public Timeouts after(long elapsedMs) {
    return new Timeouts(connectMs, idleMs, totalMs, minBytesPerSecond, spentMs + elapsedMs);
  }

  /** With another lowest rate of the body. */
  public Timeouts withMinBytesPerSecond(long rate) {
    return new Timeouts(connectMs, idleMs, totalMs, rate, spentMs);
  }
}
