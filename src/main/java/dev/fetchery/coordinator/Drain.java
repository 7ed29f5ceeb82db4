package dev.fetchery.coordinator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** The end of the service: what is active gets its grace, then goes back with its part kept. */
final class Drain {
  /** What a fetcher gets to let go of its tasks once told to. */
  private static final long LET_GO_MS = 5_000;

  private final Desk desk;

  Drain(Desk desk) {
    this.desk = desk;
  }

  Future<Void> drain(long graceMs) {
    List<JobRunner> runners = List.copyOf(desk.runners.values());
    List<Future<Void>> idle = runners.stream().map(runner -> runner.control.drained()).toList();
    Promise<Void> all = Promise.promise();
    Future.join(idle).onComplete(done -> all.tryComplete());
    long grace =
        desk.vertx.setTimer(
            Math.max(1, graceMs), t -> runners.forEach(runner -> runner.control.stopAll()));
    long end = desk.vertx.setTimer(Math.max(1, graceMs) + LET_GO_MS, t -> all.tryComplete());
    return all.future()
        .onComplete(
            done -> {
              desk.vertx.cancelTimer(grace);
              desk.vertx.cancelTimer(end);
            });
  }
}
