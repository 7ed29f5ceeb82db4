package dev.fetchery.fetcher.segment;

import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.Task;
import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Which hosts are asked for no piece for now, since the coordinator says that they rest. Tasks are
 * not leased meanwhile; the pieces of a file under way are asked for without another word, so that
 * they must know. Confined to the fetcher's event loop.
 */
public final class HostRests {
  private static final int MOST_HOSTS = 10_000;

  /** Far away, and no overflow. */
  private static final long LONGEST_MS = TimeUnit.DAYS.toMillis(36_500);

  private final Confined confined = new Confined();
  private final Clock clock;
  private final Consumer<PieceRefused> reports;
  private final Map<String, Long> untilNanos = new BoundedMap<>(MOST_HOSTS);

  /**
   * @param reports told to the coordinator, which decides whether the host rests
   */
  public HostRests(Clock clock, Consumer<PieceRefused> reports) {
    this.clock = clock;
    this.reports = reports;
  }

  /** These hosts, {@code host:port}, rest for so many milliseconds. */
  public void rest(Map<String, Long> hosts) {
    assert confined.here();
    hosts.forEach((host, ms) -> untilNanos.merge(host, after(ms), HostRests::later));
  }

  /** A host that asked to wait longer before is not asked sooner. */
  private static long later(long nanos, long otherNanos) {
    return nanos - otherNanos >= 0 ? nanos : otherNanos;
  }

  private long after(long ms) {
    return clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(ms, LONGEST_MS));
  }

  private boolean isPast(long nanos) {
    return clock.nanoTime() - nanos >= 0;
  }

  private boolean rests(String host) {
    Long until = untilNanos.get(host);
    if (until != null && isPast(until)) {
      untilNanos.remove(host);
      return false;
    }
    return until != null;
  }

  /** For the file of one task. */
  public OfFile of(Task task) {
    return new OfFile(task.id(), task.request().url().hostAndPort());
  }

  /** Whether the pieces of one file are asked for now. */
  final class OfFile {
    private final long task;
    private final String host;
    private long holdUntilNanos = clock.nanoTime();

    OfFile(long task, String host) {
      this.task = task;
      this.host = host;
    }

    /** Whether its host rests, or has asked to wait with this file. */
    boolean rests() {
      return !isPast(holdUntilNanos) || HostRests.this.rests(host);
    }

    /** The host has refused a piece, and asks to wait. */
    void refused(int status, long waitMs) {
      holdUntilNanos = later(holdUntilNanos, after(waitMs));
      reports.accept(new PieceRefused(task, status, waitMs));
    }
  }
}
