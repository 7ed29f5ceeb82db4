package dev.fetchery.coordinator;

import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;

/** The end of the service: what is active gets its grace, then goes back with its part kept. */
final class Drain {
  /** What a fetcher gets to let go of its tasks once told to. */
  private static final long LET_GO_MS = 5_000;

  private final Timers timers;
  private final RunningJobs running;

  Drain(Timers timers, RunningJobs running) {
    this.timers = timers;
    this.running = running;
  }

  Future<Void> drain(long graceMs) {
    List<JobRunner> runners = running.all();
    List<Future<Void>> idle = runners.stream().map(JobRunner::drain).toList();
    Promise<Void> all = Promise.promise();
    Future.join(idle).onComplete(done -> all.tryComplete());
    long graceAtLeast = Math.max(1, graceMs);
    timers.after(
        graceAtLeast,
        () -> {
          if (!all.future().isComplete()) {
            runners.forEach(JobRunner::stopAll);
          }
        });
    timers.after(graceAtLeast + LET_GO_MS, all::tryComplete);
    return all.future();
  }
}
