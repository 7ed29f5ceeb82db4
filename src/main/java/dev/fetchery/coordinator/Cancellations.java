package dev.fetchery.coordinator;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.function.Function;

/**
 * Puts jobs to work that are being cancelled. They wait for no memory that others have, as they end
 * soon; those with large specifications go one after the other. Confined to the coordinator's event
 * loop.
 */
final class Cancellations {
  private final Confined confined = new Confined();
  private final StoreCalls store;
  private final Function<JobRow, Future<JobRunner>> run;

  /** Ends with the last job that has a large specification. */
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param run puts a job to work
   */
  Cancellations(StoreCalls store, Function<JobRow, Future<JobRunner>> run) {
    this.store = store;
    this.run = run;
  }

  Future<JobRunner> run(JobRow row) {
    assert confined.here();
    if (SpecMemory.isSmall(row)) {
      return run.apply(row);
    }
    // By its id: the specification is not to be held while it waits.
    String id = row.id();
    Future<JobRunner> begun =
        last.compose(ended -> store.call(jobs -> jobs.job(id)))
            .compose(whole -> run.apply(Objects.requireNonNull(whole, "the job in its turn")));
    last = begun.compose(JobRunner::whenGone).otherwiseEmpty();
    return begun;
  }
}
