package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.item.ActiveItems;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Item;
import dev.fetchery.job.Series;
import dev.fetchery.plan.Throughput;
import dev.fetchery.store.JobRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a running job has counted and how fast it goes. Times in epoch milliseconds. Confined to the
 * coordinator's event loop.
 */
final class JobMeter {
  private static final long RESUMED_MS = 1_500;

  private final Confined confined = new Confined();
  private final Throughput itemRate = new Throughput();
  private final Throughput byteRate = new Throughput();
  private final Pace pace;
  private Counters counters;
  private long elapsedBeforeMs;
  private long startedMs;
  private boolean running = true;
  private @Nullable Instant finishedAt;
  private long lastN;
  private @Nullable Counters toldCounters;
  private long toldBytes;
  private int toldActive;

  /**
   * @param before what was kept of an earlier run
   */
  JobMeter(JobRow row, long nowMs, Series.Pace before) {
    pace = new Pace(before);
    counters = row.counters();
    // The row is written when the state changes, the other also in between.
    elapsedBeforeMs = Math.max(row.times().elapsedMs(), before.elapsedMs());
    startedMs = nowMs;
    lastN = row.lastN();
    note(nowMs, 0);
  }

  Counters counters() {
    return counters;
  }

  long lastN() {
    return lastN;
  }

  @Nullable Instant finishedAt() {
    return finishedAt;
  }

  /** Whether anything has changed since this was last asked. */
  boolean moved(long activeBytes, int active) {
    long sum = counters.bytes() + activeBytes;
    boolean moved = !counters.equals(toldCounters) || sum != toldBytes || active != toldActive;
    toldCounters = counters;
    toldBytes = sum;
    toldActive = active;
    return moved;
  }

  void discovered(long count) {
    assert confined.here();
    counters = counters.plusDiscovered(count);
  }

  void retried(long count) {
    assert confined.here();
    counters = counters.plusRetries(count);
  }

  /**
   * @param before what items that wait again were counted as
   */
  void reopened(Counters before) {
    assert confined.here();
    counters = counters.minus(before);
  }

  void ended(List<Completion> completions) {
    assert confined.here();
    long done = 0;
    long skipped = 0;
    long notFound = 0;
    long failed = 0;
    long cancelled = 0;
    long bytes = 0;
    for (Completion completion : completions) {
      Item item = completion.item();
      switch (item.state()) {
        case DONE -> {
          done++;
          bytes += item.bytes();
        }
        case SKIPPED -> skipped++;
        case NOT_FOUND -> notFound++;
        case FAILED -> failed++;
        case CANCELLED -> cancelled++;
        default -> throw new IllegalStateException("not an end state: " + item.state());
      }
      lastN = Math.max(lastN, completion.n());
    }
    Counters c = counters;
    counters =
        new Counters(
            c.discovered(),
            c.done() + done,
            c.skipped() + skipped,
            c.notFound() + notFound,
            c.failed() + failed,
            c.cancelled() + cancelled,
            c.bytes() + bytes,
            c.retries());
  }

  void start(long nowMs) {
    assert confined.here();
    if (!running) {
      running = true;
      startedMs = nowMs;
      pace.start(worked(0));
    }
  }

  void stop(long nowMs) {
    assert confined.here();
    if (running) {
      elapsedBeforeMs = elapsedMs(nowMs);
      running = false;
      pace.stop(worked(0));
    }
  }

  void finished(Instant at) {
    assert confined.here();
    finishedAt = at;
  }

  long elapsedMs(long nowMs) {
    return elapsedBeforeMs + (running ? Math.max(0, nowMs - startedMs) : 0);
  }

  /**
   * Call a few times a second.
   *
   * @param received bytes that have come in this run, those included that were lost again
   */
  void note(long nowMs, long received) {
    assert confined.here();
    pace.note(received);
    itemRate.note(nowMs, counters.done());
    byteRate.note(nowMs, pace.received());
  }

  /** What follows is not comparable with what was, for the time that is left. */
  void changed(long nowMs) {
    assert confined.here();
    pace.restart(elapsedMs(nowMs), worked(0));
  }

  /** Bytes that have come over all runs. */
  long received() {
    return pace.received();
  }

  /** What is kept for a later run. */
  Series.Pace pace(long nowMs) {
    return pace.kept(elapsedMs(nowMs), worked(0));
  }

  /** Items done a second: what ends in another way is no throughput. */
  double itemsPerSecond(long nowMs) {
    return running ? itemRate.perSecond(nowMs, counters.done()) : whole(counters.done(), nowMs);
  }

  double bytesPerSecond(long nowMs) {
    return running ? byteRate.perSecond(nowMs, pace.received()) : whole(counters.bytes(), nowMs);
  }

  /**
   * What is left of the run, or null where that cannot be known: by bytes where it is known or can
   * be guessed how many there will be, else by items.
   *
   * @param active items under way
   * @param open items that wait or are under way
   * @param bytesLeft that are still to come, or null where that is not known
   */
  @Nullable Long etaMs(long nowMs, ActiveItems active, long open, @Nullable Long bytesLeft) {
    if (!running || justResumed(nowMs)) {
      return null;
    }
    pace.note(active.received());
    double bytes = bytesLeft == null ? bytesLeft(active, open) : bytesLeft;
    return bytes > 0 ? pace.untilBytes(bytes, elapsedMs(nowMs)) : untilItems(nowMs, active, open);
  }

  /**
   * The same while items are still being found: by items.
   *
   * @param open items that wait, are under way, or are not found yet
   */
  @Nullable Long etaMs(long nowMs, ActiveItems active, long open) {
    return !running || justResumed(nowMs) ? null : untilItems(nowMs, active, open);
  }

  private @Nullable Long untilItems(long nowMs, ActiveItems active, long open) {
    double part = active.fraction();
    return pace.untilItems(open - part, worked(part), elapsedMs(nowMs));
  }

  /** Items that wait are taken for as large as the others; 0 where sizes are not known. */
  private double bytesLeft(ActiveItems active, long open) {
    long size = active.size();
    if (size <= 0) {
      return 0;
    }
    double each = (double) (counters.bytes() + size) / (counters.done() + active.count());
    return size - active.bytes() + each * (open - active.count());
  }

  /** So long it is not known yet how much of the active items was there before. */
  private boolean justResumed(long nowMs) {
    return elapsedBeforeMs > 0 && nowMs - startedMs < RESUMED_MS;
  }

  /** Items that took work: neither skipped nor cancelled. */
  private double worked(double part) {
    return counters.done() + counters.notFound() + counters.failed() + part;
  }

  private double whole(long total, long nowMs) {
    long elapsed = elapsedMs(nowMs);
    return elapsed > 0 ? total * 1000.0 / elapsed : 0;
  }
}
