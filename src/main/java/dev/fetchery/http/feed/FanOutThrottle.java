package dev.fetchery.http.feed;

import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Decides when a watcher is sent events. A few watchers are served at once; many of them in slices
 * of time, with pauses between the slices while the job runs, since downloads come first. Confined
 * to the HTTP event loop.
 */
final class FanOutThrottle {
  private static final long SLICE_NANOS = 2_000_000;
  private static final long PAUSE_MS = 6;

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final Clock clock;
  private final BooleanSupplier crowded;
  private final BooleanSupplier pausing;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean scheduled;

  /**
   * @param crowded whether there are so many watchers that they are served in slices
   * @param pausing whether slices have pauses between them
   */
  FanOutThrottle(Vertx vertx, Clock clock, BooleanSupplier crowded, BooleanSupplier pausing) {
    this.vertx = vertx;
    this.clock = clock;
    this.crowded = crowded;
    this.pausing = pausing;
  }

  /** Runs the serving at once or in a later slice; once, however often it was asked for. */
  void ask(Runnable serving) {
    assert confined.here();
    if (waiting.isEmpty() && !crowded.getAsBoolean()) {
      serving.run();
    } else {
      waiting.add(serving);
      schedule();
    }
  }

  private void schedule() {
    if (scheduled) {
      return;
    }
    scheduled = true;
    if (pausing.getAsBoolean()) {
      vertx.setTimer(PAUSE_MS, timer -> slice());
    } else {
      vertx.runOnContext(nothing -> slice());
    }
  }

  private void slice() {
    scheduled = false;
    long until = clock.nanoTime() + SLICE_NANOS;
    while (!waiting.isEmpty() && clock.nanoTime() - until < 0) {
      Runnable next = waiting.iterator().next();
      waiting.remove(next);
      next.run();
    }
    if (!waiting.isEmpty()) {
      schedule();
    }
  }
}
