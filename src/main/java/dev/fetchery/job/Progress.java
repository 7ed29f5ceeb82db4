package dev.fetchery.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param bytes received by done and active items
 * @param bytesExpected what {@code bytes} comes to, where the size of every item is known that is
 *     not cancelled; else null
 * @param kept what is kept of bodies of waiting items, to be continued; null where nothing is, or
 *     nothing that is known of
 * @param retries attempts beyond each item's first
 */
public record Progress(
    Items items,
    long bytes,
    @Nullable Long bytesExpected,
    @Nullable Kept kept,
    Speed speed,
    long retries,
    List<HostProgress> hosts) {
  public Progress {
    hosts = List.copyOf(hosts);
  }

  /** One of a job of which nothing is kept. */
  public Progress(
      Items items,
      long bytes,
      @Nullable Long bytesExpected,
      Speed speed,
      long retries,
      List<HostProgress> hosts) {
    this(items, bytes, bytesExpected, null, speed, retries, hosts);
  }

  /**
   * Parts of bodies, which count as received once they are continued.
   *
   * @param items that wait with one
   * @param bytes of these parts
   * @param size what the bodies come to, or null where that of one is not known
   */
  public record Kept(long items, long bytes, @Nullable Long size) {}

  /**
   * How many items there are: {@code discovered = waiting + active + done + skipped + notFound +
   * failed + cancelled} always.
   *
   * @param expected how many there will be, where the source says so; else null
   */
  public record Items(
      long discovered,
      boolean discoveryDone,
      @Nullable Long expected,
      long waiting,
      long active,
      long done,
      long skipped,
      long notFound,
      long failed,
      long cancelled) {

    /**
     * Of stored counters.
     *
     * @param active how many of those that have not ended are under way
     */
    public static Items of(
        Counters counters, boolean discoveryDone, @Nullable Long expected, long active) {
      return new Items(
          counters.discovered(),
          discoveryDone,
          expected,
          counters.open() - active,
          active,
          counters.done(),
          counters.skipped(),
          counters.notFound(),
          counters.failed(),
          counters.cancelled());
    }
  }

  /**
   * How fast it goes.
   *
   * @param elapsedMs time spent running
   * @param itemsPerSecond items done, over the last 5 s, after the end over the whole run
   * @param etaMs until it ends, null where it cannot be known
   */
  public record Speed(
      long elapsedMs, double itemsPerSecond, double bytesPerSecond, @Nullable Long etaMs) {}

  public long discovered() {
    return items.discovered;
  }

  public boolean discoveryDone() {
    return items.discoveryDone;
  }

  public @Nullable Long expected() {
    return items.expected;
  }

  public long waiting() {
    return items.waiting;
  }

  public long active() {
    return items.active;
  }

  public long done() {
    return items.done;
  }

  public long skipped() {
    return items.skipped;
  }

  public long notFound() {
    return items.notFound;
  }

  public long failed() {
    return items.failed;
  }

  public long cancelled() {
    return items.cancelled;
  }

  public long elapsedMs() {
    return speed.elapsedMs;
  }

  public double itemsPerSecond() {
    return speed.itemsPerSecond;
  }

  public double bytesPerSecond() {
    return speed.bytesPerSecond;
  }

  public @Nullable Long etaMs() {
    return speed.etaMs;
  }
}
