package dev.fetchery.coordinator;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Does what changes one job one after the other. Confined to the coordinator's event loop. */
final class JobTurns {
  private final Confined confined = new Confined();
  private final RunningJobs running;

  /** What changes each job at present, by id. */
  private final Map<String, Future<?>> turns = new HashMap<>();

  JobTurns(RunningJobs running) {
    this.running = running;
  }

  /** Does it when what changes the job before is done, whether that failed or not. */
  <T> Future<T> run(String job, Supplier<Future<T>> action) {
    assert confined.here();
    Future<?> before = turns.getOrDefault(job, Future.succeededFuture());
    Future<T> turn = before.transform(done -> finished(job)).compose(v -> action.get());
    turns.put(job, turn);
    return turn.onComplete(done -> turns.remove(job, turn));
  }

  /** A job whose end is being stored is left alone until it is. */
  private Future<Void> finished(String job) {
    JobRunner runner = running.get(job);
    return runner != null && runner.finishing() ? runner.whenGone() : Future.succeededFuture();
  }
}
