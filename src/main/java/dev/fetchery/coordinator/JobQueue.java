package dev.fetchery.coordinator;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Series;
import dev.fetchery.log.JobMdc;
import dev.fetchery.plan.JobId;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore.Created;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which jobs run and which wait for their turn: the oldest goes first. Confined to the
 * coordinator's event loop.
 */
final class JobQueue {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
  private static final long AGAIN_AFTER_MS = 1_000;

  private final Confined confined = new Confined();

  private final JobServices services;
  private final EventLoop loop;
  private final StoreCalls store;
  private final RunningJobs running;
  private final CoordinatorOptions options;
  private final Drain drain;
  private final PostedLists lists;
  private final NewJobs newJobs;
  private final TreeSet<String> queued = new TreeSet<>();

  /** Jobs posted while there was room to run them, which is at once: a few. */
  private final Map<String, JobSpec> posted = new HashMap<>();

  private final JobTurns turns;
  private final SpecMemory memory;
  private final Cancellations cancellations;
  private boolean draining;
  private boolean promoting;

  JobQueue(
      JobServices services,
      RunningJobs running,
      CoordinatorOptions options,
      Drain drain,
      PostedLists lists) {
    this.services = services;
    this.loop = services.loop();
    this.store = services.store();
    this.running = running;
    this.options = options;
    this.drain = drain;
    this.lists = lists;
    this.newJobs =
        new NewJobs(
            store, loop.clock(), new JobId(services.random()), lists, options.maxOpenJobs());
    this.turns = new JobTurns(running);
    this.memory = new SpecMemory(options.jobs().memory());
    this.cancellations = new Cancellations(store, row -> run(row, true));
  }

  /** What changes one job is done one after the other, its start included. */
  <T> Future<T> inTurn(String job, Supplier<Future<T>> action) {
    assert confined.here();
    return turns.run(job, action);
  }

  /**
   * Stores a new job and queues it.
   *
   * @param hidden whether it is a dry run, which is neither announced nor queued
   */
  Future<Created> submit(
      JobDocument document, @Nullable String key, @Nullable String fingerprint, boolean hidden) {
    return newJobs
        .create(document, key, fingerprint, hidden)
        .onSuccess(
            created -> {
              if (!created.existed() && (hidden || !full())) {
                posted.put(created.row().id(), document.spec());
              }
              if (!created.existed() && !hidden) {
                announce(created.row());
                enqueue(created.row().id());
              }
            });
  }

  /** Announces a job that is not at work. */
  void announce(JobRow row) {
    String place = services.options().files().shown();
    services.announcer().announce(new CoordinatorEvent.Changed(row.view(place)));
  }

  /** Up for running, in its turn. */
  void enqueue(String id) {
    assert confined.here();
    if (!running.contains(id)) {
      queued.add(id);
    }
    promote();
  }

  /** Those that were at work when the service ended. */
  void enqueue(Collection<String> ids) {
    assert confined.here();
    queued.addAll(ids);
    promote();
  }

  void dequeue(String id) {
    assert confined.here();
    posted.remove(id);
    memory.dequeue(id);
    queued.remove(id);
  }

  /** Starts queued jobs while there is room for them. */
  void promote() {
    assert confined.here();
    if (promoting || draining || queued.isEmpty() || full()) {
      return;
    }
    promoting = true;
    String id = queued.first();
    queued.remove(id);
    inTurn(id, () -> start(id)).onSuccess(v -> promoted()).onFailure(e -> promoteLater(id, e));
  }

  private void promoted() {
    promoting = false;
    promote();
  }

  /** Where the store fails all wait; where it is the job itself, it holds up no other. */
  private void promoteLater(String id, Throwable cause) {
    promoting = false;
    if (draining) {
      return;
    }
    JobMdc.of(id, () -> LOG.error("job {} could not be started: {}", id, cause.getMessage()));
    loop.timers().after(AGAIN_AFTER_MS, () -> enqueue(id));
    if (!(cause instanceof StoreException)) {
      promote();
    }
  }

  /** Whether as many jobs run as may, the one that is being started included. */
  boolean full() {
    return running.runningCount() + (promoting ? 1 : 0) >= options.maxRunningJobs();
  }

  private Future<Void> start(String id) {
    return store
        .call(jobs -> jobs.job(id))
        .compose(row -> row == null ? Future.succeededFuture() : start(row));
  }

  private Future<Void> start(JobRow row) {
    boolean fresh = row.startedAt() == null;
    boolean may = row.state() == JobState.QUEUED || row.state() == JobState.RUNNING;
    if (!may || row.cancelling() || running.contains(row.id())) {
      return Future.succeededFuture();
    }
    if (!memory.admits(row)) {
      return Future.succeededFuture();
    }
    JobChange.Builder change = JobChange.of(row.id()).state(JobState.RUNNING);
    if (fresh) {
      change.startedAt(loop.clock().now());
    }
    return store
        .call(jobs -> jobs.change(change.build()))
        .compose(started -> started(started, fresh));
  }

  private Future<Void> started(JobRow job, boolean fresh) {
    if (draining) {
      return Future.succeededFuture();
    }
    return run(job, !fresh)
        .onSuccess(
            runner -> {
              runner.log(() -> logBegin(job, fresh));
              runner.announce();
            })
        .mapEmpty();
  }

  private static void logBegin(JobRow job, boolean fresh) {
    LOG.info(
        "job {} {}{}",
        job.id(),
        fresh ? "starts" : "goes on",
        job.name() == null ? "" : " (" + job.name() + ")");
  }

  /**
   * Puts a job to work. Its document is parsed off the event loop, unless it was posted just now.
   */
  Future<JobRunner> run(JobRow row, boolean restarted) {
    assert confined.here();
    JobSpec known = posted.remove(row.id());
    Future<JobSpec> spec =
        known == null
            ? loop.worker().run(() -> JobReader.readStored(row.specJson()))
            : Future.succeededFuture(known);
    Future<@Nullable Series> before =
        restarted ? store.call(jobs -> jobs.series(row.id())) : Future.succeededFuture();
    return spec.compose(parsed -> lists.bringHere(row, parsed.source()).map(parsed))
        .compose(parsed -> before.compose(series -> begin(row, parsed, restarted, series)));
  }

  /** Puts a job to work that is being cancelled. */
  Future<JobRunner> runCancelling(JobRow row) {
    return cancellations.run(row);
  }

  /** Takes a job with its new limits for the one that was posted. */
  void changed(String id, JobSpec spec) {
    assert confined.here();
    posted.replace(id, spec);
  }

  /** Puts it to work, unless the end of the service came while it was read. */
  private Future<JobRunner> begin(
      JobRow row, JobSpec spec, boolean restarted, @Nullable Series before) {
    if (draining) {
      return Future.failedFuture(new StoreException.Closed());
    }
    JobRunner runner =
        JobRunner.of(services, row, spec, restarted, before, () -> retired(row.id()));
    running.add(runner);
    runner.begin();
    return Future.succeededFuture(runner);
  }

  private void retired(String id) {
    running.remove(id);
    queued.addAll(memory.release(id));
    promote();
  }

  boolean isDraining() {
    return draining;
  }

  /** Starts nothing more; every running job is stopped without changing its state. */
  Future<Void> drain(long graceMs) {
    assert confined.here();
    draining = true;
    return drain.drain(graceMs);
  }
}
