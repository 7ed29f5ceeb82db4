package dev.fetchery.fetcher;

import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * Files that get their names just now. A hello without a session says that everything is given up,
 * which is untrue of them: it waits for them, but no longer than their lease could last. Confined
 * to the fetcher's event loop.
 */
final class NamesUnderWay {
  private final Confined confined = new Confined();
  private final Runnable begin;
  private int count;
  private boolean waiting;
  private long untilNanos;

  /**
   * @param begin begins the next session
   */
  NamesUnderWay(Runnable begin) {
    this.begin = begin;
  }

  /** A file gets its name until this completes. */
  <T> Future<T> add(Future<T> named) {
    assert confined.here();
    count++;
    return named.onComplete(
        done -> {
          count--;
          if (count == 0) {
            beginIfWaiting();
          }
        });
  }

  /** Begins the next session, now or when no file gets its name, after so many ms at the latest. */
  void begin(long nowNanos, long mostMs) {
    assert confined.here();
    waiting = true;
    untilNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(mostMs);
    if (count == 0) {
      beginIfWaiting();
    }
  }

  /** Whether the next session waits. */
  boolean isWaiting() {
    return waiting;
  }

  /** No session begins any more. */
  void close() {
    assert confined.here();
    waiting = false;
  }

  void tick(long nowNanos) {
    assert confined.here();
    if (nowNanos - untilNanos >= 0) {
      beginIfWaiting();
    }
  }

  private void beginIfWaiting() {
    if (waiting) {
      waiting = false;
      begin.run();
    }
  }
}
