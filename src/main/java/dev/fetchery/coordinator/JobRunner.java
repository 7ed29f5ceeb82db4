package dev.fetchery.coordinator;

import dev.fetchery.bus.News;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.log.JobMdc;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore.JobChange;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job at work: from the moment it may run to the moment nothing of it is active any more.
 * Confined to the coordinator's context.
 */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  final Desk desk;
  final JobMeter meter;
  final Items items;
  final Lookups lookups;
  final Admission admission;
  final Finding finding;
  final Leftovers leftovers;
  final WaitingItems waiting;
  final JobEnding ending;
  private final JobRow row;
  private final Map<Long, Lease> leases = new HashMap<>();
  private JobSpec spec;
  private String shownSpec;
  private JobState state;
  private Fault error;
  private boolean cancelling;
  private boolean draining;
  private final long beganMs;

  /** How often it was paused: the grace of one pause does not end in the next. */
  private int pauses;

  JobRunner(Desk desk, JobRow row, JobSpec spec, boolean restarted, Runnable onRetired) {
    this.desk = desk;
    this.row = row;
    this.spec = spec;
    this.cancelling = row.cancelling();
    this.state = cancelling ? row.state() : JobState.RUNNING;
    this.beganMs = desk.nowMs();
    this.meter = new JobMeter(row, desk.nowMs());
    this.items = new Items(this);
    this.lookups = new Lookups(this);
    long leftBelow = restarted ? row.counters().discovered() : 0;
    this.admission = new Admission(this, leftBelow);
    this.finding = new Finding(this);
    this.leftovers = new Leftovers(this, leftBelow);
    this.waiting = new WaitingItems(this);
    this.ending = new JobEnding(this, onRetired);
    desk.dispatcher.open(row.id(), spec.limits(), desk.nowMs());
  }

  String id() {
    return row.id();
  }

  JobRow row() {
    return row;
  }

  JobSpec spec() {
    return spec;
  }

  /** The job as shown; written once, since a list of many URLs takes its time. */
  String shownSpec() {
    if (shownSpec == null) {
      shownSpec = JobWriter.toShownJson(spec);
    }
    return shownSpec;
  }

  JobState state() {
    return state;
  }

  boolean dry() {
    return row.hidden();
  }

  boolean cancelling() {
    return cancelling;
  }

  boolean draining() {
    return draining;
  }

  Collection<Lease> leases() {
    return leases.values();
  }

  Fault error() {
    return error != null ? error : finding.fault();
  }

  /** Whether discovery may go on. */
  boolean mayFind() {
    return state == JobState.RUNNING && !cancelling && !draining && !ending.retired();
  }

  /** When this run of it began, in epoch milliseconds. */
  long beganMs() {
    return beganMs;
  }

  Counters counters() {
    return meter.counters();
  }

  /** Starts, or goes on, discovering and fetching. */
  void go() {
    if (cancelling) {
      cancelWaiting();
      return;
    }
    if (state == JobState.RUNNING) {
      desk.dispatcher.hold(id(), false);
      finding.go();
      admission.go();
      checkFinished();
      desk.pump();
    }
  }

  void took(Lease lease) {
    leases.put(lease.id, lease);
    if (spec.limits().bytesPerSecond() > 0) {
      desk.fetchers.share(this);
    }
  }

  void left(Lease lease) {
    leases.remove(lease.id);
    if (spec.limits().bytesPerSecond() > 0) {
      desk.fetchers.share(this);
    }
  }

  /** Stores what came of the tasks just reported, in one go. */
  void flush() {
    items.flush();
    finding.go();
    admission.go();
    checkFinished();
  }

  /** Keeps the job from ending while something is being written. */
  <T> Future<T> writing(Future<T> write) {
    return ending.after(write);
  }

  void checkFinished() {
    ending.check();
  }

  /** Completions are stored: counts and announces them. */
  void completed(List<Completion> completions) {
    if (completions.isEmpty()) {
      return;
    }
    meter.ended(completions);
    if (!dry()) {
      desk.announce(new News.Completed(id(), completions));
    }
  }

  Job view() {
    return Views.of(this, desk.nowMs());
  }

  // --- pause, cancel, limits

  /** Stops starting; what is active gets its grace, then goes back to waiting. */
  Future<Void> pause(Fault why) {
    state = JobState.PAUSED;
    error = why;
    desk.dispatcher.hold(id(), true);
    meter.stop(desk.nowMs());
    int pause = ++pauses;
    return store(change(JobState.PAUSED, why).build())
        .onSuccess(
            v -> {
              announceChange();
              desk.vertx.setTimer(
                  Math.max(1, why == null ? desk.options.pauseGraceMs() : 1),
                  t -> stopActive(pause));
              checkFinished();
            });
  }

  private void stopActive(int pause) {
    if (state == JobState.PAUSED && pause == pauses) {
      stopAll();
    }
  }

  /** Takes back a pause that has not run its course. */
  Future<Void> resume() {
    state = JobState.RUNNING;
    error = null;
    meter.start(desk.nowMs());
    return store(change(JobState.RUNNING, null).clearError().build())
        .onSuccess(
            v -> {
              announceChange();
              go();
            });
  }

  /** Gives everything up; the job ends as cancelled when nothing is active. */
  Future<Void> cancel() {
    cancelling = true;
    desk.dispatcher.hold(id(), true);
    return store(change(null, null).cancelling(true).build()).onSuccess(v -> cancelWaiting());
  }

  private void cancelWaiting() {
    finding.stop();
    desk.dispatcher.drain(id(), null, entry -> {});
    List.copyOf(leases.values()).forEach(this::giveUp);
    desk.fetchers.flush();
    writing(waiting.cancelled());
  }

  private void giveUp(Lease lease) {
    items.fateCancelled(lease);
    desk.fetchers.stop(lease, false);
  }

  Future<Void> changeLimits(Limits limits) {
    JobSpec changed = spec.withLimits(limits);
    return desk.on(desk.store.change(change(null, null).spec(JobWriter.toJson(changed)).build()))
        .map(
            r -> {
              spec = changed;
              shownSpec = null;
              desk.dispatcher.limits(id(), limits);
              desk.fetchers.share(this);
              announceChange();
              desk.pump();
              return null;
            });
  }

  /** Ends all that waits for a host that is given up. */
  void giveUpHost(String host, Fault fault) {
    desk.dispatcher.drain(id(), host, entry -> entry.load().giveUp(fault));
    items.flush();
    writing(waiting.failed(host, fault));
  }

  /** The disk is full: waits for somebody to make room, instead of failing every item. */
  void noSpace(String detail) {
    if (state == JobState.RUNNING && !cancelling) {
      log(() -> LOG.error("job {} is paused: {}", id(), detail));
      writing(pause(new Fault(ErrorCode.DISK, detail)));
    }
  }

  /** Starts nothing more and completes when all is stored; the job's state stays. */
  Future<Void> drained() {
    draining = true;
    desk.dispatcher.hold(id(), true);
    meter.stop(desk.nowMs());
    return ending.whenIdle().compose(v -> store(change(null, null).build()));
  }

  /** What is active goes back to waiting, its part kept. */
  void stopAll() {
    List.copyOf(leases.values()).forEach(lease -> desk.fetchers.stop(lease, true));
    desk.fetchers.flush();
  }

  /** Items were put back to waiting: looks for them from the start. */
  void reopened(Counters stored) {
    meter.reset(stored);
    lookups.forgetFailures();
    finding.again();
    admission.rescan();
    announceChange();
    go();
  }

  /** Its end is stored. */
  void ended(JobState end, Instant at) {
    state = end;
    meter.finished(at);
    announceChange();
  }

  /** Logs with the job's id beside the lines. */
  void log(Runnable lines) {
    JobMdc.of(id(), lines);
  }

  void announceChange() {
    if (!dry()) {
      desk.announce(new News.Changed(view()));
    }
  }

  ChangeBuilder change(JobState to, Fault why) {
    return new ChangeBuilder(id()).state(to).error(why).elapsedMs(meter.elapsedMs(desk.nowMs()));
  }

  Future<Void> store(JobChange change) {
    return desk.on(desk.store.change(change)).mapEmpty();
  }
}
