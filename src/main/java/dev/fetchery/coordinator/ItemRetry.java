package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.JobView;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.coordinator.job.ChangeBuilder;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry.Kind;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts ended items back to waiting, and queues an ended job again. */
final class ItemRetry {
  private static final Set<ItemState> STATES =
      EnumSet.of(ItemState.FAILED, ItemState.NOT_FOUND, ItemState.CANCELLED);

  private final StoreCalls store;
  private final RunningJobs running;
  private final JobQueue jobs;

  ItemRetry(StoreCalls store, RunningJobs running, JobQueue jobs) {
    this.store = store;
    this.running = running;
    this.jobs = jobs;
  }

  /**
   * @param shown the job as it is now, or a refusal
   */
  Future<Answer> retry(Command.RetryItems command, Future<Answer> shown) {
    Set<ErrorCode> codes = command.codes().isEmpty() ? Set.of() : EnumSet.copyOf(command.codes());
    JobRunner runner = running.get(command.job());
    if (runner != null && runner.cancelling()) {
      return Future.succeededFuture(new Refused(409, "the job is being cancelled"));
    }
    Future<Answer> answer = shown.compose(view -> retry(view, codes));
    // A running job must not come to its end between two steps of this.
    return runner == null ? answer : runner.writing(answer);
  }

  private Future<Answer> retry(Answer answer, Set<ErrorCode> codes) {
    if (!(answer instanceof JobView view)) {
      return Future.succeededFuture(answer);
    }
    Job job = view.job();
    return store
        .call(jobs -> jobs.any(job.id(), STATES, codes))
        .compose(any -> any || unfinished(job) ? reopen(job, codes) : nothing());
  }

  private boolean unfinished(Job job) {
    JobRunner runner = running.get(job.id());
    boolean brokeOff = runner != null && runner.discoveryBrokeOff();
    return !job.progress().discoveryDone() && (brokeOff || !job.state().open());
  }

  private static Future<Answer> nothing() {
    return Future.succeededFuture(new Refused(409, "there is nothing to try again"));
  }

  private Future<Answer> reopen(Job job, Set<ErrorCode> codes) {
    String id = job.id();
    return queueIfEnded(job)
        .compose(v -> reopenSlices(id, codes, 0))
        .compose(count -> store.call(rows -> rows.log(id, Kind.RETRIED, told(count, codes))))
        // Changes nothing, but is told in its turn among the other writes: counters read beside
        // them might hold completions that are still to be counted here.
        .compose(v -> change(new ChangeBuilder(id)))
        .onSuccess(this::goOn)
        .compose(row -> jobs.view(id))
        .map(JobView::new);
  }

  private Future<Void> queueIfEnded(Job job) {
    return job.state().open()
        ? Future.succeededFuture()
        : change(new ChangeBuilder(job.id()).state(JobState.QUEUED).reopened()).mapEmpty();
  }

  private Future<JobRow> change(ChangeBuilder change) {
    return store.call(rows -> rows.change(change.build()));
  }

  /** Completes with the number of all items that wait again. */
  private Future<Long> reopenSlices(String id, Set<ErrorCode> codes, long before) {
    return store
        .call(rows -> rows.reopen(id, STATES, codes))
        .compose(
            count ->
                count == 0
                    ? Future.succeededFuture(before)
                    : reopenSlices(id, codes, before + count));
  }

  private static String told(long count, Set<ErrorCode> codes) {
    String items = count == 1 ? "1 item" : count + " items";
    return codes.isEmpty()
        ? items
        : items + ": " + codes.stream().map(ErrorCode::wire).collect(Collectors.joining(", "));
  }

  private void goOn(JobRow row) {
    JobRunner runner = running.get(row.id());
    if (runner != null) {
      runner.reopened(row.counters());
      return;
    }
    jobs.announce(row);
    if (row.state() == JobState.QUEUED) {
      jobs.enqueue(row.id());
    }
  }
}
