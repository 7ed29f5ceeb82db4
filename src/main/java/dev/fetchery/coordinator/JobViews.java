package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows jobs as they are now: by their runners where they are at work, else as they are stored. */
final class JobViews {
  private final StoreCalls store;
  private final RunningJobs running;
  private final String place;

  /**
   * @param place where all files are saved
   */
  JobViews(StoreCalls store, RunningJobs running, String place) {
    this.store = store;
    this.running = running;
    this.place = place;
  }

  /** The job, or null where there is none. */
  Future<@Nullable Job> view(String id) {
    JobRunner runner = running.get(id);
    if (runner != null && !runner.dryRun()) {
      return Future.succeededFuture(runner.view());
    }
    return store.call(jobs -> jobs.job(id)).map(row -> row == null ? null : view(row));
  }

  private Job view(JobRow row) {
    return row.view(place, row.state() == JobState.PAUSED ? running.keptOf(row.id()) : null);
  }

  /** The same as an answer, or a refusal. */
  Future<Answer> show(String id) {
    return view(id).map(job -> job == null ? Refusals.unknownJob(id) : new Answer.JobView(job));
  }

  Future<Answer> showOpen() {
    return store.call(JobStore::openJobs).map(this::views);
  }

  private Answer views(List<JobRow> rows) {
    List<Job> views = new ArrayList<>(rows.size());
    for (JobRow row : rows) {
      JobRunner runner = running.get(row.id());
      if (!row.hidden()) {
        views.add(runner == null ? view(row) : runner.view());
      }
    }
    return new Answer.JobViews(views);
  }

  /** Items in the hands of fetchers, and those that wait with a part. */
  Answer showActive(String id) {
    JobRunner runner = running.get(id);
    return runner == null
        ? new Answer.ActiveItems(List.of(), running.keptParts(id))
        : new Answer.ActiveItems(runner.activeItems(), runner.keptParts());
  }
}
