package dev.fetchery.job;

import java.util.List;

/**
 * How often and when a failed attempt is tried again. Times in milliseconds.
 *
 * @param statuses further response statuses that are tried again
 * @param attempts requests at most for one item; at least 1
 * @param backoffMs first step of the exponential backoff; 0 retries at once
 * @param maxBackoffMs longest backoff
 * @param maxRetryAfterMs longest {@code Retry-After} waited for; a longer one fails the item
 * @param giveUpMs a host without one success for so long fails its waiting items; 0 for never
 */
public record Retry(
    List<Integer> statuses,
    int attempts,
    long backoffMs,
    long maxBackoffMs,
    long maxRetryAfterMs,
    long giveUpMs) {
  public static final Retry DEFAULT = new Retry(5, 500, 30_000, 600_000, 600_000);

  public Retry {
    statuses = List.copyOf(statuses);
  }

  /** With no further statuses. */
  public Retry(
      int attempts, long backoffMs, long maxBackoffMs, long maxRetryAfterMs, long giveUpMs) {
    this(List.of(), attempts, backoffMs, maxBackoffMs, maxRetryAfterMs, giveUpMs);
  }

  /** As this one, with so many requests. */
  public Retry withAttempts(int other) {
    return new Retry(statuses, other, backoffMs, maxBackoffMs, maxRetryAfterMs, giveUpMs);
  }
}
