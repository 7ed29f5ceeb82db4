package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.log.JobMdc;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a job goes on: paused, resumed or cancelled by its user, paused by a full disk, drained
 * at the end of the service. Confined to the coordinator's event loop.
 */
final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

  private final Confined confined = new Confined();
  private final JobParts parts;
  private final JobStatus status;
  private final JobChanges changes;
  private final JobFinisher finisher;
  private final JobServices services;
  private final EventLoop loop;

  /** How often it was paused: the grace of one pause does not end in the next. */
  private int pauses;

  JobControl(JobParts parts, JobFinisher finisher, JobServices services) {
    this.parts = parts;
    this.status = parts.status();
    this.changes = parts.changes();
    this.finisher = finisher;
    this.services = services;
    this.loop = services.loop();
  }

  /** Starts, or goes on, discovering and fetching; at the end of the service nothing starts. */
  void go() {
    assert confined.here();
    if (status.cancelling()) {
      cancelWaiting();
    } else if (status.state() == JobState.RUNNING && !status.draining()) {
      services.dispatcher().hold(status.id(), false);
      parts.discovery().go();
      parts.items().admission().go();
      finisher.check();
      loop.wakeup().wake();
    }
  }

  /** Stops starting; what is active gets its grace, then goes back to waiting. */
  Future<Void> pause(@Nullable Fault why) {
    assert confined.here();
    status.state(JobState.PAUSED, why);
    hold();
    int pause = ++pauses;
    long graceMs = why == null ? services.options().pauseGraceMs() : 1;
    return changes
        .store(changes.change(JobState.PAUSED, why))
        .onSuccess(stored -> paused(pause, graceMs));
  }

  private void hold() {
    services.dispatcher().hold(status.id(), true);
    parts.meter().stop(loop.clock().nowMs());
  }

  private void paused(int pause, long graceMs) {
    changes.announce();
    loop.timers().after(Math.max(1, graceMs), () -> stopActive(pause));
    finisher.check();
  }

  private void stopActive(int pause) {
    if (status.state() == JobState.PAUSED && pause == pauses) {
      stopAll();
    }
  }

  /** Takes back a pause that has not run its course. */
  Future<Void> resume() {
    assert confined.here();
    status.state(JobState.RUNNING, null);
    parts.meter().start(loop.clock().nowMs());
    return changes
        .store(changes.change(JobState.RUNNING, null).clearError())
        .onSuccess(stored -> resumed());
  }

  private void resumed() {
    changes.announce();
    go();
  }

  /** Gives everything up; the job ends as cancelled when nothing is active. */
  Future<Void> cancel() {
    assert confined.here();
    status.cancel();
    services.dispatcher().hold(status.id(), true);
    return changes
        .store(changes.change(null, null).cancelling(true))
        .onSuccess(stored -> cancelWaiting());
  }

  /** Finds no more, for a dry run whose caller is gone. */
  void abandon() {
    assert confined.here();
    giveUpAll();
    finisher.check();
  }

  /** Ends what waits as cancelled, and gives up what is active. */
  private void cancelWaiting() {
    giveUpAll();
    parts.activity().writing(parts.items().terminator().cancelled());
  }

  private void giveUpAll() {
    parts.discovery().stop();
    services.dispatcher().drain(status.id(), null, entry -> {});
    List.copyOf(parts.activity().leases()).forEach(JobControl::giveUp);
    services.fetchers().flush();
  }

  private static void giveUp(Lease lease) {
    lease.fetch().cancelled(lease);
    lease.stop(false);
  }

  /** The disk is full: waits for room to be made, instead of failing every item. */
  void noSpace(String detail) {
    assert confined.here();
    if (status.state() == JobState.RUNNING && !status.cancelling()) {
      String id = status.id();
      JobMdc.of(id, () -> LOG.error("job {} is paused: {}", id, detail));
      parts.activity().writing(pause(new Fault(ErrorCode.DISK, detail)));
    }
  }

  /** Starts nothing more and completes when all is stored; the job's state stays. */
  Future<Void> drain() {
    assert confined.here();
    status.drain();
    hold();
    return finisher.whenIdle().compose(v -> changes.store(changes.change(null, null)));
  }

  /** What is active goes back to waiting, its part kept. */
  void stopAll() {
    assert confined.here();
    List.copyOf(parts.activity().leases()).forEach(lease -> lease.stop(true));
    services.fetchers().flush();
  }
}
