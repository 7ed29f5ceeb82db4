package dev.fetchery.coordinator;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a job goes on: paused, resumed or cancelled by its user, paused by a full disk, drained
 * at the end of the service.
 */
final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

  private final JobRunner runner;
  private final Desk desk;
  private JobState state;
  private Fault error;
  private boolean cancelling;
  private boolean draining;

  /** How often it was paused: the grace of one pause does not end in the next. */
  private int pauses;

  JobControl(JobRunner runner) {
    this.runner = runner;
    this.desk = runner.desk;
    this.cancelling = runner.row().cancelling();
    this.state = cancelling ? runner.row().state() : JobState.RUNNING;
  }

  JobState state() {
    return state;
  }

  /** Why it was paused, or null. */
  Fault error() {
    return error;
  }

  boolean cancelling() {
    return cancelling;
  }

  boolean draining() {
    return draining;
  }

  /** Stops starting; what is active gets its grace, then goes back to waiting. */
  Future<Void> pause(Fault why) {
    state = JobState.PAUSED;
    error = why;
    desk.dispatcher.hold(runner.id(), true);
    runner.meter.stop(desk.nowMs());
    int pause = ++pauses;
    return runner
        .store(runner.change(JobState.PAUSED, why).build())
        .onSuccess(
            v -> {
              runner.announceChange();
              desk.vertx.setTimer(
                  Math.max(1, why == null ? desk.options.pauseGraceMs() : 1),
                  t -> stopActive(pause));
              runner.checkFinished();
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
    runner.meter.start(desk.nowMs());
    return runner
        .store(runner.change(JobState.RUNNING, null).clearError().build())
        .onSuccess(
            v -> {
              runner.announceChange();
              runner.go();
            });
  }

  /** Gives everything up; the job ends as cancelled when nothing is active. */
  Future<Void> cancel() {
    cancelling = true;
    desk.dispatcher.hold(runner.id(), true);
    return runner
        .store(runner.change(null, null).cancelling(true).build())
        .onSuccess(v -> cancelWaiting());
  }

  /** Ends what waits as cancelled, and gives up what is active. */
  void cancelWaiting() {
    runner.finding.stop();
    desk.dispatcher.drain(runner.id(), null, entry -> {});
    List.copyOf(runner.leases()).forEach(this::giveUp);
    desk.fetchers.flush();
    runner.writing(runner.waiting.cancelled());
  }

  private void giveUp(Lease lease) {
    runner.items.fateCancelled(lease);
    desk.fetchers.stop(lease, false);
  }

  /** The disk is full: waits for somebody to make room, instead of failing every item. */
  void noSpace(String detail) {
    if (state == JobState.RUNNING && !cancelling) {
      runner.log(() -> LOG.error("job {} is paused: {}", runner.id(), detail));
      runner.writing(pause(new Fault(ErrorCode.DISK, detail)));
    }
  }

  /** Starts nothing more and completes when all is stored; the job's state stays. */
  Future<Void> drained() {
    draining = true;
    desk.dispatcher.hold(runner.id(), true);
    runner.meter.stop(desk.nowMs());
    return runner.ending.whenIdle().compose(v -> runner.store(runner.change(null, null).build()));
  }

  /** What is active goes back to waiting, its part kept. */
  void stopAll() {
    List.copyOf(runner.leases()).forEach(lease -> desk.fetchers.stop(lease, true));
    desk.fetchers.flush();
  }

  /** Its end is stored. */
  void ended(JobState end) {
    state = end;
  }
}
