package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobPatch;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Changes limits, headers and names of jobs, all of what is asked for or nothing. */
final class JobPatches {
  private final StoreCalls store;
  private final Worker worker;
  private final RunningJobs running;
  private final JobQueue jobs;

  JobPatches(StoreCalls store, Worker worker, RunningJobs running, JobQueue jobs) {
    this.store = store;
    this.worker = worker;
    this.running = running;
    this.jobs = jobs;
  }

  /** Completes with a refusal, or when the change is stored. */
  Future<Answer> change(Command.ChangeJob command) {
    String id = command.job();
    return store
        .call(rows -> rows.job(id))
        .compose(
            row ->
                row == null
                    ? Future.succeededFuture(Refusals.unknownJob(id))
                    : change(row, command.patch()));
  }

  private Future<Answer> change(JobRow row, JobPatch patch) {
    if (patch.limits() != null && !row.state().open()) {
      String detail = "a job that is " + row.state().wire() + " cannot be given other limits";
      return Future.succeededFuture(new Refused(409, detail));
    }
    return changed(row, patch).compose(document -> store(row, patch, document));
  }

  /** The job with the change, or null where its document stays; parsed off the event loop. */
  private Future<@Nullable JobDocument> changed(JobRow row, JobPatch patch) {
    return patch.changesSpec()
        ? worker.run(() -> JobWriter.document(patch.applyTo(JobReader.readStored(row.specJson()))))
        : Future.succeededFuture();
  }

  private Future<Answer> store(JobRow row, JobPatch patch, @Nullable JobDocument document) {
    JobRunner runner = running.get(row.id());
    if (runner != null && runner.state().open()) {
      return runner.change(patch, document).map(new Answer.Done());
    }
    JobChange.Builder change = JobChange.of(row.id()).rename(patch.rename());
    if (document != null) {
      jobs.changed(row.id(), document.spec());
      change.document(new JobChange.Document(document.json(), document.shownJson()));
    }
    return store
        .call(rows -> rows.change(change.build()))
        .onSuccess(jobs::announce)
        .map(new Answer.Done());
  }
}
