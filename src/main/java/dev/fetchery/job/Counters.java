package dev.fetchery.job;

/**
 * What is counted in the same commit as the items themselves.
 *
 * @param bytes received by done items
 * @param retries attempts beyond each item's first
 */
public record Counters(
    long discovered,
    long done,
    long skipped,
    long notFound,
    long failed,
    long cancelled,
    long bytes,
    long retries) {
  public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

  /** The same, and so many more items found. */
  public Counters plusDiscovered(long more) {
    return new Counters(
        discovered + more, done, skipped, notFound, failed, cancelled, bytes, retries);
  }

  /** The same, and so many more attempts beyond an item's first. */
  public Counters plusRetries(long more) {
    return new Counters(
        discovered, done, skipped, notFound, failed, cancelled, bytes, retries + more);
  }

  /** The same without items that were counted as ended and wait again. */
  public Counters minus(Counters reopened) {
    return new Counters(
        discovered,
        done - reopened.done,
        skipped - reopened.skipped,
        notFound - reopened.notFound,
        failed - reopened.failed,
        cancelled - reopened.cancelled,
        bytes - reopened.bytes,
        retries);
  }

  /** Items at an end. */
  public long ended() {
    return done + skipped + notFound + failed + cancelled;
  }

  /** Items not at an end, waiting or active. */
  public long open() {
    return discovered - ended();
  }
}
