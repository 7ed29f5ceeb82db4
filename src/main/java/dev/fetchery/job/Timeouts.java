package dev.fetchery.job;

/**
 * How long a request may take. Times in milliseconds, 0 for no limit.
 *
 * @param connectMs until a connection stands, name resolution included
 * @param idleMs longest time without data
 * @param totalMs until the end of the body
 * @param minBytesPerSecond of the body, judged over any 10 s; 0 for no limit
 */
public record Timeouts(long connectMs, long idleMs, long totalMs, long minBytesPerSecond) {
  public static final Timeouts NONE = new Timeouts(0, 0, 0, 0);

  /** What is left of these after so long. */
  public Timeouts after(long elapsedMs) {
    long leftMs = totalMs == 0 ? 0 : Math.max(1, totalMs - elapsedMs);
    return new Timeouts(connectMs, idleMs, leftMs, minBytesPerSecond);
  }

  /** With another lowest rate of the body. */
  public Timeouts withMinBytesPerSecond(long rate) {
    return new Timeouts(connectMs, idleMs, totalMs, rate);
  }
}
