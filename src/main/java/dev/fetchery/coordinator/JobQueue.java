package dev.fetchery.coordinator;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.log.JobMdc;
import dev.fetchery.plan.JobId;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore.Created;
import dev.fetchery.store.JobStore.NewJob;
import dev.fetchery.store.JobViews;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which jobs run and which wait for their turn: the oldest goes first. */
final class JobQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);

  private final Desk desk;
  private final JobId ids = new JobId();
  private final TreeSet<String> queued = new TreeSet<>();
  private final Map<String, Future<?>> turns = new HashMap<>();
  private boolean draining;
  private boolean promoting;

  JobQueue(Desk desk) {
    this.desk = desk;
  }

  /** Goes on with what was unfinished when the service ended. */
  Future<Void> recover() {
    return desk.on(desk.store.openJobs())
        .compose(
            rows -> {
              Future<Void> all = Future.succeededFuture();
              for (JobRow row : rows) {
                if (mine(row.id()) && !row.hidden()) {
                  all = all.compose(v -> recover(row));
                }
              }
              List<String> ids = rows.stream().map(JobRow::id).toList();
              return all.onSuccess(v -> sweep(ids));
            })
        .onSuccess(v -> promote());
  }

  /** Working files of jobs that are no more; whoever is first to help does it. */
  private void sweep(List<String> open) {
    desk.files(new FileRequest.Sweep(open), FileAnswer.Removed.class)
        .onFailure(e -> LOG.debug("working files could not be looked at: {}", e.getMessage()));
  }

  private Future<Void> recover(JobRow row) {
    if (row.cancelling()) {
      run(row, true);
    } else if (row.state() != JobState.PAUSED) {
      queued.add(row.id());
    }
    return Future.succeededFuture();
  }

  /** What changes one job is done one after the other, its start included. */
  <T> Future<T> inTurn(String job, Supplier<Future<T>> action) {
    Future<?> before = turns.getOrDefault(job, Future.succeededFuture());
    Future<T> turn = before.transform(done -> ending(job)).compose(v -> action.get());
    turns.put(job, turn);
    return turn.onComplete(done -> turns.remove(job, turn));
  }

  /** A job whose end is being stored is left alone until it is. */
  private Future<Void> ending(String job) {
    JobRunner runner = desk.runners.get(job);
    return runner != null && runner.ending.finishing()
        ? runner.ending.whenGone()
        : Future.succeededFuture();
  }

  private boolean mine(String id) {
    return desk.options.onlyJob() == null || desk.options.onlyJob().equals(id);
  }

  Future<Created> submit(JobSpec spec, String key, String fingerprint, boolean hidden) {
    long nowMs = desk.nowMs();
    NewJob job =
        new NewJob(
            ids.next(nowMs),
            spec.name(),
            JobWriter.toJson(spec),
            JobWriter.toShownJson(spec),
            Instant.ofEpochMilli(nowMs),
            key,
            fingerprint,
            hidden);
    return desk.on(desk.store.create(job, desk.options.maxOpenJobs()))
        .onSuccess(
            created -> {
              if (!created.existed() && !hidden) {
                desk.announce(new CoordinatorEvent.Changed(JobViews.of(created.row())));
                enqueue(created.row().id());
              }
            });
  }

  /** Up for running, in its turn. */
  void enqueue(String id) {
    if (!desk.runners.containsKey(id)) {
      queued.add(id);
    }
    promote();
  }

  void dequeue(String id) {
    queued.remove(id);
  }

  boolean isQueued(String id) {
    return queued.contains(id);
  }

  /** Starts queued jobs while there is room for them. */
  void promote() {
    if (promoting || draining || queued.isEmpty() || full()) {
      return;
    }
    promoting = true;
    String id = queued.first();
    queued.remove(id);
    inTurn(
            id,
            () ->
                desk.on(desk.store.job(id))
                    .compose(row -> row == null ? Future.succeededFuture() : start(row)))
        .onComplete(
            done -> {
              promoting = false;
              if (done.failed()) {
                JobMdc.of(
                    id,
                    () ->
                        LOG.error(
                            "job {} could not be started: {}", id, done.cause().getMessage()));
                queued.add(id);
                desk.vertx.setTimer(1000, t -> promote());
              } else {
                promote();
              }
            });
  }

  /** Whether as many jobs run as may. */
  boolean full() {
    return runningCount() >= desk.options.maxRunningJobs();
  }

  private long runningCount() {
    return desk.runners.values().stream()
        .filter(r -> r.state() == JobState.RUNNING && !r.dry())
        .count();
  }

  private Future<Void> start(JobRow row) {
    boolean fresh = row.startedAt() == null;
    boolean may = row.state() == JobState.QUEUED || row.state() == JobState.RUNNING;
    if (!may || row.cancelling() || desk.runners.containsKey(row.id())) {
      return Future.succeededFuture();
    }
    ChangeBuilder change = new ChangeBuilder(row.id()).state(JobState.RUNNING);
    if (fresh) {
      change.startedAt(desk.now());
    }
    return desk.on(desk.store.change(change.build()))
        .map(
            started -> {
              if (draining) {
                return null;
              }
              JobRunner runner = run(started, !fresh);
              runner.log(() -> logBegin(started, fresh));
              runner.announceChange();
              return null;
            });
  }

  private static void logBegin(JobRow job, boolean fresh) {
    LOG.info(
        "job {} {}{}",
        job.id(),
        fresh ? "starts" : "goes on",
        job.name() == null ? "" : " (" + job.name() + ")");
  }

  JobRunner run(JobRow row, boolean restarted) {
    JobSpec spec = JobReader.readStored(row.specJson());
    JobRunner runner = new JobRunner(desk, row, spec, restarted, () -> retired(row.id()));
    desk.runners.put(row.id(), runner);
    runner.leftovers.tidy();
    runner.go();
    return runner;
  }

  private void retired(String id) {
    desk.runners.remove(id);
    promote();
  }

  /** The job as it is now, or null. */
  Future<Job> view(String id) {
    JobRunner runner = desk.runners.get(id);
    if (runner != null && !runner.dry()) {
      return Future.succeededFuture(runner.view());
    }
    return desk.on(desk.store.job(id)).map(row -> row == null ? null : JobViews.of(row));
  }

  /** Starts nothing more; every running job is stopped without changing its state. */
  Future<Void> drain(long graceMs) {
    draining = true;
    return new Drain(desk).drain(graceMs);
  }
}
