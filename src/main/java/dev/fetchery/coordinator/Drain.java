package dev.fetchery.coordinator;

import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/** The end of the service: what is active gets its grace, then goes back with its part kept. */
final class Drain {
  /** What a fetcher gets to let go of its tasks once told to. */
  private static final long LET_GO_MS = 5_000;

  private final Vertx vertx;
  private final RunningJobs running;

  Drain(Vertx vertx, RunningJobs running) {
    this.vertx = vertx;
    this.running = running;
  }

  Future<Void> drain(long graceMs) {
    List<JobRunner> runners = running.all();
    List<Future<Void>> idle = runners.stream().map(JobRunner::drain).toList();
    Promise<Void> all = Promise.promise();
    Future.join(idle).onComplete(done -> all.tryComplete());
    long graceAtLeast = Math.max(1, graceMs);
    long grace = vertx.setTimer(graceAtLeast, t -> runners.forEach(JobRunner::stopAll));
    long end = vertx.setTimer(graceAtLeast + LET_GO_MS, t -> all.tryComplete());
    return all.future()
        .onComplete(
            done -> {
              vertx.cancelTimer(grace);
              vertx.cancelTimer(end);
            });
  }
}
