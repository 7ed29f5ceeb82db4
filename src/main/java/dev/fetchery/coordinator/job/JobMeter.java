package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Item;
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
  private final Confined confined = new Confined();
  private final Throughput itemRate = new Throughput();
  private final Throughput byteRate = new Throughput();
  private Counters counters;
  private long elapsedBeforeMs;
  private long startedMs;
  private boolean running = true;
  private @Nullable Instant finishedAt;
  private long lastN;
  private @Nullable Counters toldCounters;
  private long toldBytes;
  private int toldActive;

  JobMeter(JobRow row, long nowMs) {
    counters = row.counters();
    elapsedBeforeMs = row.times().elapsedMs();
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
    Counters c = counters;
    counters =
        new Counters(
            c.discovered() + count,
            c.done(),
            c.skipped(),
            c.notFound(),
            c.failed(),
            c.cancelled(),
            c.bytes(),
            c.retries());
  }

  void retried(long count) {
    assert confined.here();
    Counters c = counters;
    counters =
        new Counters(
            c.discovered(),
            c.done(),
            c.skipped(),
            c.notFound(),
            c.failed(),
            c.cancelled(),
            c.bytes(),
            c.retries() + count);
  }

  /** Counts as they are in the store, after something other than completions changed them. */
  void reset(Counters stored) {
    assert confined.here();
    counters = stored;
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
    }
  }

  void stop(long nowMs) {
    assert confined.here();
    if (running) {
      elapsedBeforeMs = elapsedMs(nowMs);
      running = false;
    }
  }

  void finished(Instant at) {
    assert confined.here();
    finishedAt = at;
  }

  long elapsedMs(long nowMs) {
    return elapsedBeforeMs + (running ? Math.max(0, nowMs - startedMs) : 0);
  }

  /** Call a few times a second. */
  void note(long nowMs, long activeBytes) {
    assert confined.here();
    itemRate.note(nowMs, counters.ended());
    byteRate.note(nowMs, counters.bytes() + activeBytes);
  }

  double itemsPerSecond(long nowMs) {
    return running ? itemRate.perSecond(nowMs, counters.ended()) : whole(counters.ended(), nowMs);
  }

  double bytesPerSecond(long nowMs, long activeBytes) {
    return running
        ? Math.max(0, byteRate.perSecond(nowMs, counters.bytes() + activeBytes))
        : whole(counters.bytes(), nowMs);
  }

  private double whole(long total, long nowMs) {
    long elapsed = elapsedMs(nowMs);
    return elapsed > 0 ? total * 1000.0 / elapsed : 0;
  }
}
