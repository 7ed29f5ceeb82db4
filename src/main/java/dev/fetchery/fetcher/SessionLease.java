package dev.fetchery.fetcher;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.file.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * The lease of a fetcher's session, and what waits for it. It ends {@code marginMs} before the
 * session's tasks may be given to others, by this fetcher's own clock. Confined to the fetcher's
 * event loop, but for what {@link Lease} says.
 */
final class SessionLease implements Lease {
  private final Confined confined = new Confined();
  private final Clock clock;
  private volatile long goodUntilNanos;
  private volatile boolean open;
  private List<Runnable> waiting = new ArrayList<>();

  SessionLease(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean mayPublish() {
    return open && mayRemove();
  }

  @Override
  public boolean mayRemove() {
    return clock.nanoTime() - goodUntilNanos < 0;
  }

  /** Until when files may be published, by {@link Clock#nanoTime()}. */
  long goodUntilNanos() {
    return goodUntilNanos;
  }

  /** A session begins with it. */
  void begin(long untilNanos) {
    assert confined.here();
    goodUntilNanos = untilNanos;
    open = true;
  }

  /** It is good until then, if it was not for longer already. */
  void renew(long untilNanos) {
    assert confined.here();
    if (untilNanos - goodUntilNanos > 0) {
      goodUntilNanos = untilNanos;
    }
  }

  /** The session is over: what waits for its lease is forgotten. */
  void end() {
    assert confined.here();
    open = false;
    goodUntilNanos = clock.nanoTime();
    waiting = new ArrayList<>();
  }

  /** No file gets its name from now on. */
  void close() {
    assert confined.here();
    open = false;
  }

  /** Runs {@code action} when the lease is renewed; never if the session ends before. */
  void await(Runnable action) {
    assert confined.here();
    waiting.add(action);
  }

  boolean isAwaited() {
    return !waiting.isEmpty();
  }

  /** Runs what waits. */
  void runWaiting() {
    assert confined.here();
    List<Runnable> ready = waiting;
    waiting = new ArrayList<>();
    ready.forEach(Runnable::run);
  }
}
