package dev.fetchery.coordinator;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with what was unfinished when the service ended: queues the jobs that were at work, ends
 * those that were being cancelled, and removes what belongs to no job. Confined to the
 * coordinator's event loop.
 */
final class JobRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(JobRecovery.class);
  private static final long AGAIN_AFTER_MS = 1_000;

  private final JobServices services;
  private final EventLoop loop;
  private final StoreCalls store;
  private final RunningJobs running;
  private final JobQueue jobs;
  private final @Nullable String onlyJob;

  /**
   * @param onlyJob where this process is to do that one alone
   */
  JobRecovery(JobServices services, RunningJobs running, JobQueue jobs, @Nullable String onlyJob) {
    this.services = services;
    this.loop = services.loop();
    this.store = services.store();
    this.running = running;
    this.jobs = jobs;
    this.onlyJob = onlyJob;
  }

  /** Completes when the jobs are queued. */
  Future<Void> run() {
    return store.call(JobStore::openJobs).onSuccess(this::goOn).mapEmpty();
  }

  private void goOn(List<JobRow> rows) {
    List<JobRow> mine = rows.stream().filter(row -> isMine(row.id()) && !row.hidden()).toList();
    mine.stream().filter(JobRow::cancelling).forEach(row -> goOnCancelling(row.id()));
    sweep(rows.stream().map(JobRow::id).toList());
    jobs.enqueue(
        mine.stream()
            .filter(row -> !row.cancelling() && row.state() != JobState.PAUSED)
            .map(JobRow::id)
            .toList());
  }

  private boolean isMine(String id) {
    return onlyJob == null || onlyJob.equals(id);
  }

  /** Commands to the job wait until it is at work. */
  private void goOnCancelling(String id) {
    jobs.inTurn(id, () -> store.call(rows -> rows.job(id)).compose(this::goOnCancelling))
        .onFailure(
            e -> {
              if (!jobs.isDraining()) {
                LOG.error("job {} could not be cancelled: {}", id, e.getMessage());
                loop.timers().after(AGAIN_AFTER_MS, () -> goOnCancelling(id));
              }
            });
  }

  private Future<?> goOnCancelling(@Nullable JobRow row) {
    if (row == null || !row.cancelling() || !row.state().open() || running.contains(row.id())) {
      return Future.succeededFuture();
    }
    return jobs.runCancelling(row);
  }

  /**
   * Removes working files and lists of jobs that are no more. Working files lie where other
   * processes may have theirs: one that is there for one job alone, or to plan it, leaves them.
   */
  private void sweep(List<String> open) {
    new ManifestSweep(store, loop.worker(), services.options().dataDir(), loop.clock().now())
        .run()
        .onFailure(e -> LOG.debug("old lists could not be looked at: {}", e.getMessage()));
    if (onlyJob == null) {
      services
          .items()
          .files()
          .ask(new FileRequest.Sweep(open))
          .onFailure(e -> LOG.debug("working files could not be looked at: {}", e.getMessage()));
    }
  }
}
