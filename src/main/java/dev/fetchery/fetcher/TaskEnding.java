package dev.fetchery.fetcher;

import dev.fetchery.bus.Outcome;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task: it begins once, what is open is closed, and one outcome is reported. Confined
 * to the fetcher's event loop.
 */
final class TaskEnding {
  private enum State {
    RUNNING,
    /** Nothing more is read; its outcome is not known yet. */
    BEGUN,
    OVER
  }

  private final CoordinatorLink link;
  private final BackPressure flow;
  private final @Nullable ResumablePart earlier;
  private final Consumer<Outcome> report;
  private State state = State.RUNNING;

  /**
   * @param earlier what an earlier attempt left, to be cleared before the outcome is reported; or
   *     null
   */
  TaskEnding(
      CoordinatorLink link,
      BackPressure flow,
      @Nullable ResumablePart earlier,
      Consumer<Outcome> report) {
    this.link = link;
    this.flow = flow;
    this.earlier = earlier;
    this.report = report;
  }

  boolean isBegun() {
    return state != State.RUNNING;
  }

  boolean isOver() {
    return state == State.OVER;
  }

  /** Begins to end; false where it has begun before. */
  boolean begin() {
    boolean first = state == State.RUNNING;
    if (first) {
      state = State.BEGUN;
    }
    return first;
  }

  /** Ends without an outcome; false where it is over already. */
  boolean cut() {
    boolean first = state != State.OVER;
    if (first) {
      state = State.OVER;
      flow.close();
    }
    return first;
  }

  /**
   * Closes what is open, then reports the outcome.
   *
   * @param keep whether a part may be kept for another attempt
   * @param outcome made of the part that was kept, or of null
   */
  void close(
      Supplier<@Nullable BodySink> open, boolean keep, Function<@Nullable Part, Outcome> outcome) {
    flow.end();
    // What is removed must be its own, and without the lease the outcome would be ignored.
    link.whenLeased(
        () -> {
          if (!isOver()) {
            abandon(open.get(), keep).onComplete(done -> finish(outcome.apply(done.result())));
          }
        });
  }

  private static Future<@Nullable Part> abandon(@Nullable BodySink open, boolean keep) {
    return open == null ? Future.succeededFuture() : open.abandon(keep);
  }

  /** Reports the outcome, once. */
  void finish(Outcome outcome) {
    if (!cut()) {
      return;
    }
    if (earlier == null) {
      report.accept(outcome);
    } else {
      earlier.cleared().onComplete(done -> report.accept(outcome));
    }
  }
}
