package dev.fetchery.app;

import io.vertx.core.Future;

/** What a process runs, and ends in order before it ends itself. */
public interface Stoppable {
  /** Begins to stop; a second call returns the future of the first. It never fails. */
  Future<Void> stop();

  /** Whether {@link #stop} was called. */
  boolean stopping();

  /** What stopping may take, in milliseconds. */
  long stopWithinMs();
}
