package dev.fetchery.http.feed;

import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Whose turn it is to be sent events. A few watchers are served at once; a crowd in slices, with
 * rests between them while the job runs, since downloads come first. Belongs to one event loop.
 */
final class FanOutThrottle {
  private static final long SLICE_NANOS = 2_000_000;
  private static final long REST_MS = 6;

  private final Vertx vertx;
  private final BooleanSupplier crowded;
  private final BooleanSupplier unhurried;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean due;

  /**
   * @param crowded whether there are so many that they are served in turn
   * @param unhurried whether something else comes first
   */
  FanOutThrottle(Vertx vertx, BooleanSupplier crowded, BooleanSupplier unhurried) {
    this.vertx = vertx;
    this.crowded = crowded;
    this.unhurried = unhurried;
  }

  /** Serves one at once, or in its turn: once, however often it asked. */
  void ask(Runnable serving) {
    if (waiting.isEmpty() && !crowded.getAsBoolean()) {
      serving.run();
    } else {
      waiting.add(serving);
      plan();
    }
  }

  private void plan() {
    if (due) {
      return;
    }
    due = true;
    if (unhurried.getAsBoolean()) {
      vertx.setTimer(REST_MS, timer -> slice());
    } else {
      vertx.runOnContext(nothing -> slice());
    }
  }

  private void slice() {
    due = false;
    long until = System.nanoTime() + SLICE_NANOS;
    while (!waiting.isEmpty() && System.nanoTime() - until < 0) {
      Runnable next = waiting.iterator().next();
      waiting.remove(next);
      next.run();
    }
    if (!waiting.isEmpty()) {
      plan();
    }
  }
}
