package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.JobView;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.Command;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry.Kind;
import dev.fetchery.store.ItemQuery;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts ended items back to waiting, and queues an ended job again. */
final class ItemRetry {
  private static final Set<ItemState> STATES =
      EnumSet.of(ItemState.FAILED, ItemState.NOT_FOUND, ItemState.CANCELLED);

  private static final Answer NONE_NAMED =
      new Refused(409, "there is nothing to try again among the items named");

  private final StoreCalls store;
  private final RunningJobs running;
  private final JobQueue jobs;
  private final JobViews views;

  ItemRetry(StoreCalls store, RunningJobs running, JobQueue jobs, JobViews views) {
    this.store = store;
    this.running = running;
    this.jobs = jobs;
    this.views = views;
  }

  /**
   * @param shown the job as it is now, or a refusal
   */
  Future<Answer> retry(Command.RetryItems command, Future<Answer> shown) {
    JobRunner runner = running.get(command.job());
    if (runner != null && runner.cancelling()) {
      return Refusals.beingCancelled();
    }
    if (runner == null) {
      return shown.compose(view -> retry(view, Choice.of(command)));
    }
    // It must not come to its end between two steps of this.
    return runner.writing(
        runner
            .leftoversRemoved()
            .compose(removed -> shown)
            .compose(view -> retry(view, Choice.of(command))));
  }

  private Future<Answer> retry(Answer answer, Choice choice) {
    if (!(answer instanceof JobView view)) {
      return Future.succeededFuture(answer);
    }
    Job job = view.job();
    if (!choice.items().isEmpty()) {
      return retryNamed(job, choice);
    }
    return store
        .call(jobs -> jobs.any(job.id(), STATES, choice.codes()))
        .compose(any -> any || unfinished(job) ? reopen(job, choice) : nothing());
  }

  /** Of what is named by its number all must exist, so that a wrong number is not passed over. */
  private Future<Answer> retryNamed(Job job, Choice choice) {
    for (long seq : choice.items()) {
      if (seq >= job.progress().discovered()) {
        return Future.succeededFuture(new Refused(404, "this job has no item " + seq));
      }
    }
    ItemQuery fitting = new ItemQuery(STATES, choice.codes(), null, null);
    return store
        .call(rows -> rows.chosen(job.id(), fitting, choice.items()))
        .compose(
            found -> found.isEmpty() ? Future.succeededFuture(NONE_NAMED) : reopen(job, choice));
  }

  private boolean unfinished(Job job) {
    JobRunner runner = running.get(job.id());
    boolean rests = runner == null || runner.discoveryBrokeOff() || job.state() == JobState.PAUSED;
    return rests && !job.progress().discoveryDone();
  }

  private static Future<Answer> nothing() {
    return Future.succeededFuture(new Refused(409, "there is nothing to try again"));
  }

  private Future<Answer> reopen(Job job, Choice choice) {
    String id = job.id();
    return queueIfEnded(job)
        .compose(row -> reopenItems(id, choice, row.lastN()))
        .compose(count -> store.call(rows -> rows.log(id, Kind.RETRIED, choice.told(count))))
        .compose(v -> change(JobChange.of(id)))
        .onSuccess(this::goOn)
        .compose(row -> views.view(id))
        .map(JobView::new);
  }

  private Future<JobRow> queueIfEnded(Job job) {
    JobChange.Builder change = JobChange.of(job.id());
    return change(job.state().open() ? change : change.state(JobState.QUEUED).reopened());
  }

  private Future<JobRow> change(JobChange.Builder change) {
    return store.call(rows -> rows.change(change.build()));
  }

  /** Completes with the number of all items that wait again; what ends meanwhile is left. */
  private Future<Long> reopenItems(String id, Choice choice, long lastN) {
    return choice.items().isEmpty()
        ? reopenSlices(id, choice.codes(), lastN, 0)
        : store
            .call(rows -> rows.reopen(id, choice.items(), STATES, choice.codes()))
            .map(before -> reopened(id, before));
  }

  private Future<Long> reopenSlices(String id, Set<ErrorCode> codes, long lastN, long before) {
    return store
        .call(rows -> rows.reopen(id, STATES, codes, lastN))
        .map(slice -> reopened(id, slice))
        .compose(
            count ->
                count == 0
                    ? Future.succeededFuture(before)
                    : reopenSlices(id, codes, lastN, before + count));
  }

  private long reopened(String id, Counters before) {
    JobRunner runner = running.get(id);
    if (runner != null) {
      runner.reopened(before);
    }
    return before.ended();
  }

  private void goOn(JobRow row) {
    JobRunner runner = running.get(row.id());
    if (runner != null) {
      runner.tryAgain();
      return;
    }
    jobs.announce(row);
    if (row.state() == JobState.QUEUED) {
      jobs.enqueue(row.id());
    }
  }

  /**
   * Which items are meant.
   *
   * @param codes with these errors; empty for any
   * @param items with these numbers; empty for any
   */
  private record Choice(Set<ErrorCode> codes, List<Long> items) {
    /** So many numbers a line of the job's log names; of more it tells how many. */
    private static final int NAMED = 3;

    static Choice of(Command.RetryItems command) {
      Set<ErrorCode> codes = command.codes().isEmpty() ? Set.of() : EnumSet.copyOf(command.codes());
      return new Choice(codes, command.items().stream().distinct().toList());
    }

    /** As the job's log tells it. */
    String told(long count) {
      if (count == 0) {
        return "the discovery alone";
      }
      String what = count == 1 ? "1 item" : count + " items";
      if (items.size() == count && count <= NAMED) {
        what = (count == 1 ? "item " : "items ") + joined(items.stream().map(String::valueOf));
      }
      return codes.isEmpty() ? what : what + ": " + joined(codes.stream().map(ErrorCode::wire));
    }

    private static String joined(Stream<String> words) {
      return words.collect(Collectors.joining(", "));
    }
  }
}
