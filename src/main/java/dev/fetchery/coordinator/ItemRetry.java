package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.JobView;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobViews;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;

/** Puts ended items back to waiting, and an ended job back in line. */
final class ItemRetry {
  private static final Set<ItemState> STATES =
      EnumSet.of(ItemState.FAILED, ItemState.NOT_FOUND, ItemState.CANCELLED);

  private final Desk desk;
  private final JobQueue jobs;

  ItemRetry(Desk desk, JobQueue jobs) {
    this.desk = desk;
    this.jobs = jobs;
  }

  Future<Answer> retry(Command.RetryItems command, Future<Answer> shown) {
    String id = command.job();
    Set<ErrorCode> codes = command.codes().isEmpty() ? Set.of() : EnumSet.copyOf(command.codes());
    JobRunner runner = desk.runners.get(id);
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
    return desk.on(desk.store.any(job.id(), STATES, codes))
        .compose(any -> any || unfinished(job) ? reopen(job, codes) : nothing());
  }

  private boolean unfinished(Job job) {
    JobRunner runner = desk.runners.get(job.id());
    boolean brokeOff = runner != null && runner.finding.fault() != null;
    return !job.progress().discoveryDone() && (brokeOff || !job.state().open());
  }

  private static Future<Answer> nothing() {
    return Future.succeededFuture(new Refused(409, "there is nothing to try again"));
  }

  private Future<Answer> reopen(Job job, Set<ErrorCode> codes) {
    String id = job.id();
    boolean ended = !job.state().open();
    Future<Void> state =
        ended
            ? desk.on(
                    desk.store.change(
                        new ChangeBuilder(id).state(JobState.QUEUED).reopened().build()))
                .mapEmpty()
            : Future.succeededFuture();
    return state
        .compose(v -> slices(id, codes))
        // Changes nothing, but is told in its turn among the other writes: counters read beside
        // them might hold completions that are still to be counted here.
        .compose(v -> desk.on(desk.store.change(new ChangeBuilder(id).build())))
        .compose(
            row -> {
              goOn(row);
              return jobs.view(id).map(JobView::new);
            });
  }

  private Future<Void> slices(String id, Set<ErrorCode> codes) {
    return desk.on(desk.store.reopen(id, STATES, codes))
        .compose(count -> count == 0 ? Future.succeededFuture() : slices(id, codes));
  }

  private void goOn(JobRow row) {
    JobRunner runner = desk.runners.get(row.id());
    if (runner != null) {
      runner.reopened(row.counters());
    } else {
      desk.announce(new CoordinatorEvent.Changed(JobViews.of(row)));
      if (row.state() == JobState.QUEUED) {
        jobs.enqueue(row.id());
      }
    }
  }
}
