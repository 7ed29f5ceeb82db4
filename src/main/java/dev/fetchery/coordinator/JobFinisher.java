package dev.fetchery.coordinator;

import dev.fetchery.job.Counters;
import dev.fetchery.job.JobState;
import dev.fetchery.plan.JobEnd;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows when nothing of a job is under way any more, and ends it when nothing is left to do. */
final class JobFinisher {
  private static final Logger LOG = LoggerFactory.getLogger(JobFinisher.class);
  private static final long AGAIN_AFTER_MS = 1_000;

  private final JobRunner runner;
  private final Desk desk;
  private final Runnable onRetired;
  private final Promise<Void> gone = Promise.promise();
  private final List<Promise<Void>> waitingForIdle = new ArrayList<>();
  private boolean finishing;
  private boolean retired;

  /** Stored outcomes whose part files are not gone yet. */
  private int unsettled;

  /** Items left by the last attempt to cancel them all: some may have been found since. */
  private long openWhenCancelled = -1;

  /** Writes under way that the job must not end before. */
  private int pendingWrites;

  JobFinisher(JobRunner runner, Runnable onRetired) {
    this.runner = runner;
    this.desk = runner.desk;
    this.onRetired = onRetired;
  }

  /** Whether its end is being stored. */
  boolean finishing() {
    return finishing;
  }

  boolean retired() {
    return retired;
  }

  /** Completes when the job is not at work any more. */
  Future<Void> whenGone() {
    return gone.future();
  }

  /** Completes when nothing of the job is under way any more. */
  Future<Void> whenIdle() {
    Promise<Void> promise = Promise.promise();
    waitingForIdle.add(promise);
    check();
    return promise.future();
  }

  /** Keeps the job from ending before something is written. */
  <T> Future<T> after(Future<T> write) {
    pendingWrites++;
    return write.onComplete(
        done -> {
          pendingWrites--;
          if (done.failed()) {
            runner.log(() -> LOG.error("job {}: {}", runner.id(), done.cause().getMessage()));
          }
          check();
        });
  }

  /** Keeps the job from ending before a stored outcome's part is gone. */
  void willSettle() {
    unsettled++;
  }

  void settled() {
    unsettled--;
    check();
  }

  private boolean idle() {
    return runner.leases().isEmpty()
        && pendingWrites == 0
        && runner.items.nothingHeld()
        && runner.finding.idle();
  }

  /** Looks whether the job has come to an end, or to rest, and does what follows. */
  void check() {
    boolean more = !runner.finding.ended() || !runner.admission.lookedAtAll();
    if (desk.dispatcher.expectMore(runner.id(), more)) {
      desk.pump();
    }
    if (retired || finishing || !idle() || unsettled > 0) {
      return;
    }
    tellIdle();
    if (!runner.draining()) {
      follow();
    }
  }

  private void tellIdle() {
    List<Promise<Void>> waiting = List.copyOf(waitingForIdle);
    waitingForIdle.clear();
    waiting.forEach(Promise::complete);
  }

  private void follow() {
    long open = runner.counters().open();
    if (runner.cancelling() && open > 0 && open != openWhenCancelled) {
      openWhenCancelled = open;
      after(runner.waiting.cancelled());
    } else if (runner.dry()) {
      if (runner.finding.ended()) {
        retire();
      }
    } else if (runner.cancelling() || runner.finding.ended() && open == 0) {
      finish();
    } else if (runner.state() == JobState.PAUSED) {
      retire();
    }
  }

  private void finish() {
    finishing = true;
    JobState end = JobEnd.of(runner.counters(), runner.finding.fault(), runner.cancelling());
    Instant now = desk.now();
    runner.meter.stop(desk.nowMs());
    ChangeBuilder change =
        runner.change(end, runner.finding.fault()).finishedAt(now).cancelling(false);
    runner
        .leftovers
        .discardAll()
        .compose(v -> runner.store(change.build()))
        .onComplete(
            done -> {
              if (done.failed()) {
                runner.log(
                    () ->
                        LOG.error(
                            "job {} could not be ended: {}",
                            runner.id(),
                            done.cause().getMessage()));
                finishing = false;
                desk.vertx.setTimer(AGAIN_AFTER_MS, t -> check());
                return;
              }
              runner.ended(end, now);
              runner.log(this::logEnd);
              retire();
            });
  }

  private void logEnd() {
    Counters c = runner.counters();
    LOG.info(
        "job {} {}: {} items, {} done, {} skipped, {} not found, {} failed, {} cancelled, {} ms",
        runner.id(),
        runner.state().wire(),
        c.discovered(),
        c.done(),
        c.skipped(),
        c.notFound(),
        c.failed(),
        c.cancelled(),
        runner.meter.elapsedMs(desk.nowMs()));
  }

  private void retire() {
    retired = true;
    runner.finding.close();
    desk.dispatcher.close(runner.id());
    desk.fetchers.forget(runner.id());
    tellIdle();
    onRetired.run();
    gone.complete();
  }
}
