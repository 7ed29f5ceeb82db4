package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * Pauses, resumes, cancels and deletes jobs: by their runners where they are at work, else as they
 * are stored.
 */
final class JobStateCommands {
  /** So long a job of which nothing is active may take to end before its cancel is answered. */
  private static final long CANCELLED_WITHIN_MS = 300;

  private final StoreCalls store;
  private final Timers timers;
  private final RunningJobs running;
  private final JobQueue jobs;
  private final JobViews views;
  private final JobDeletion deletion;

  JobStateCommands(
      StoreCalls store,
      Timers timers,
      RunningJobs running,
      JobQueue jobs,
      JobViews views,
      JobDeletion deletion) {
    this.store = store;
    this.timers = timers;
    this.running = running;
    this.jobs = jobs;
    this.views = views;
    this.deletion = deletion;
  }

  /** Does something with the job's row, or refuses where there is none. */
  private Future<Answer> onRow(String id, Function<JobRow, Future<Answer>> then) {
    return store
        .call(rows -> rows.job(id))
        .compose(
            row -> row == null ? Future.succeededFuture(Refusals.unknownJob(id)) : then.apply(row));
  }

  private static Future<Answer> conflict(JobRow row, String what) {
    return row.cancelling()
        ? Refusals.beingCancelled()
        : Future.succeededFuture(
            new Refused(409, "a job that is " + row.state().wire() + " cannot be " + what));
  }

  /** Changes a job that is not at work. */
  private Future<Answer> change(JobChange.Builder change, String id) {
    return store
        .call(rows -> rows.change(change.build()))
        .onSuccess(jobs::announce)
        .compose(row -> views.show(id));
  }

  Future<Answer> pause(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && runner.cancelling()) {
      return Refusals.beingCancelled();
    } else if (runner != null && runner.state() == JobState.RUNNING) {
      return runner.pause().compose(v -> views.show(id)).onSuccess(v -> jobs.promote());
    }
    return onRow(id, this::pauseStored);
  }

  private Future<Answer> pauseStored(JobRow row) {
    if (row.state() != JobState.QUEUED || row.cancelling()) {
      return conflict(row, "paused");
    }
    jobs.dequeue(row.id());
    return change(JobChange.of(row.id()).state(JobState.PAUSED), row.id());
  }

  Future<Answer> resume(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && runner.cancelling()) {
      return Refusals.beingCancelled();
    } else if (runner == null || runner.state() != JobState.PAUSED) {
      return onRow(id, this::resumeStored);
    }
    if (!jobs.full()) {
      return runner.resume().compose(v -> views.show(id));
    }
    // Its place was given to another: it is queued again as soon as nothing of it is active.
    runner.stopAll();
    return runner.whenGone().compose(v -> onRow(id, this::resumeStored));
  }

  private Future<Answer> resumeStored(JobRow row) {
    if (row.state() != JobState.PAUSED || row.cancelling()) {
      return conflict(row, "resumed");
    }
    return change(JobChange.of(row.id()).state(JobState.QUEUED).clearError(), row.id())
        .onSuccess(v -> jobs.enqueue(row.id()));
  }

  /** Once more it changes nothing: its answer may have been lost. */
  Future<Answer> cancel(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && runner.cancelling()) {
      return views.show(id);
    } else if (runner != null && runner.state().open()) {
      return runner.cancel().compose(v -> afterEnd(runner));
    }
    return onRow(id, this::cancelStored);
  }

  private Future<Answer> cancelStored(JobRow row) {
    if (row.cancelling()) {
      return views.show(row.id());
    } else if (!row.state().open()) {
      return conflict(row, "cancelled");
    }
    jobs.dequeue(row.id());
    JobChange.Builder change = JobChange.of(row.id()).cancelling(true);
    return store
        .call(rows -> rows.change(change.build()))
        .compose(jobs::runCancelling)
        .compose(this::afterEnd);
  }

  /** Where nothing is active all there is to wait for is the store, and the answer can tell it. */
  private Future<Answer> afterEnd(JobRunner cancelled) {
    if (!cancelled.leases().isEmpty()) {
      return views.show(cancelled.id());
    }
    Promise<Void> within = Promise.promise();
    timers.after(CANCELLED_WITHIN_MS, within::tryComplete);
    return Future.any(cancelled.whenGone(), within.future())
        .compose(v -> views.show(cancelled.id()));
  }

  /** What is open is cancelled first, so that all that its end cleans up is cleaned up. */
  Future<Answer> delete(String id, boolean files) {
    return end(id).compose(v -> onRow(id, row -> deleteStored(row, files)));
  }

  private Future<Answer> deleteStored(JobRow row, boolean files) {
    jobs.dequeue(row.id());
    return deletion.delete(row, files);
  }

  private Future<Void> end(String id) {
    JobRunner runner = running.get(id);
    boolean atWork = runner != null && !runner.cancelling() && runner.state().open();
    Future<?> cancelled = atWork || runner == null ? cancel(id) : Future.succeededFuture();
    return cancelled.compose(v -> whenGone(id));
  }

  private Future<Void> whenGone(String id) {
    JobRunner runner = running.get(id);
    return runner == null ? Future.succeededFuture() : runner.whenGone();
  }
}
