package dev.fetchery.coordinator;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
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

/**
 * A job at work: from the moment it may run to the moment nothing of it is active any more.
 * Confined to the coordinator's context.
 */
final class JobRunner {
  final Desk desk;
  final JobControl control;
  final JobMeter meter;
  final ActiveItems items;
  final Lookups lookups;
  final Admission admission;
  final DiscoveryRunner finding;
  final PartCleanup leftovers;
  final WaitingItemsTerminator waiting;
  final JobFinisher ending;
  private final JobRow row;
  private final Map<Long, Lease> leases = new HashMap<>();
  private JobSpec spec;
  private String shownSpec;
  private final long beganMs;

  JobRunner(Desk desk, JobRow row, JobSpec spec, boolean restarted, Runnable onRetired) {
    this.desk = desk;
    this.row = row;
    this.spec = spec;
    this.shownSpec = row.shownSpec();
    this.control = new JobControl(this);
    this.beganMs = desk.nowMs();
    this.meter = new JobMeter(row, desk.nowMs());
    this.items = new ActiveItems(this);
    this.lookups = new Lookups(this);
    long leftBelow = restarted ? row.counters().discovered() : 0;
    this.admission = new Admission(this, leftBelow);
    this.finding = new DiscoveryRunner(this);
    this.leftovers = new PartCleanup(this, leftBelow);
    this.waiting = new WaitingItemsTerminator(this);
    this.ending = new JobFinisher(this, onRetired);
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

  /** The job as shown, as JSON. */
  String shownSpec() {
    return shownSpec;
  }

  JobState state() {
    return control.state();
  }

  boolean dry() {
    return row.hidden();
  }

  boolean cancelling() {
    return control.cancelling();
  }

  boolean draining() {
    return control.draining();
  }

  Collection<Lease> leases() {
    return leases.values();
  }

  Fault error() {
    Fault error = control.error();
    return error != null ? error : finding.fault();
  }

  /** Whether discovery may go on. */
  boolean mayFind() {
    return state() == JobState.RUNNING && !cancelling() && !draining() && !ending.retired();
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
    if (cancelling()) {
      control.cancelWaiting();
      return;
    }
    if (state() == JobState.RUNNING) {
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
      desk.announce(new CoordinatorEvent.Completed(id(), completions));
    }
  }

  Job view() {
    return JobViewBuilder.of(this, desk.nowMs());
  }

  Future<Void> changeLimits(Limits limits) {
    JobSpec changed = spec.withLimits(limits);
    String shown = JobWriter.toShownJson(changed);
    ChangeBuilder change = change(null, null).spec(JobWriter.toJson(changed), shown);
    return desk.on(desk.store.change(change.build()))
        .map(
            r -> {
              spec = changed;
              shownSpec = shown;
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
    control.ended(end);
    meter.finished(at);
    announceChange();
  }

  /** Logs with the job's id beside the lines. */
  void log(Runnable lines) {
    JobMdc.of(id(), lines);
  }

  void announceChange() {
    if (!dry()) {
      desk.announce(new CoordinatorEvent.Changed(view()));
    }
  }

  ChangeBuilder change(JobState to, Fault why) {
    return new ChangeBuilder(id()).state(to).error(why).elapsedMs(meter.elapsedMs(desk.nowMs()));
  }

  Future<Void> store(JobChange change) {
    return desk.on(desk.store.change(change)).mapEmpty();
  }
}
