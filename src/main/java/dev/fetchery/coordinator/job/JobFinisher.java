package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.discovery.DiscoveryRunner;
import dev.fetchery.coordinator.port.EventLoop;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.log.JobMdc;
import dev.fetchery.plan.JobEnd;
import dev.fetchery.store.JobChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows when nothing of a job is under way any more, and ends it when nothing is left to do.
 * Confined to the coordinator's event loop.
 */
final class JobFinisher {
  private static final Logger LOG = LoggerFactory.getLogger(JobFinisher.class);
  private static final long AGAIN_AFTER_MS = 1_000;

  private final Confined confined = new Confined();
  private final JobParts parts;
  private final JobStatus status;
  private final DiscoveryRunner discovery;
  private final JobServices services;
  private final EventLoop loop;
  private final Runnable onRetired;
  private final Promise<Void> gone = Promise.promise();
  private final List<Promise<Void>> waitingForIdle = new ArrayList<>();
  private boolean finishing;

  /** Items left by the last attempt to cancel them all: some may have been found since. */
  private long openWhenCancelled = -1;

  /**
   * @param onRetired called when the job is not at work any more
   */
  JobFinisher(JobParts parts, JobServices services, Runnable onRetired) {
    this.parts = parts;
    this.status = parts.status();
    this.discovery = parts.discovery();
    this.services = services;
    this.loop = services.loop();
    this.onRetired = onRetired;
  }

  /** Whether its end is being stored. */
  boolean finishing() {
    return finishing;
  }

  /** Completes when the job is not at work any more. */
  Future<Void> whenGone() {
    return gone.future();
  }

  /** Completes when nothing of the job is under way any more. */
  Future<Void> whenIdle() {
    assert confined.here();
    Promise<Void> promise = Promise.promise();
    waitingForIdle.add(promise);
    check();
    return promise.future();
  }

  private boolean idle() {
    return parts.activity().idle() && parts.items().batch().isEmpty() && discovery.idle();
  }

  /** Looks whether the job has come to an end, or to a standstill, and does what follows. */
  void check() {
    assert confined.here();
    boolean more = !discovery.ended() || !parts.items().admission().lookedAtAll();
    if (services.dispatcher().expectMore(status.id(), more)) {
      loop.wakeup().wake();
    }
    if (status.retired() || finishing || !idle() || !parts.activity().allSettled()) {
      return;
    }
    tellIdle();
    if (!status.draining()) {
      follow();
    }
  }

  private void tellIdle() {
    List<Promise<Void>> waiting = List.copyOf(waitingForIdle);
    waitingForIdle.clear();
    waiting.forEach(Promise::complete);
  }

  private void follow() {
    long open = parts.meter().counters().open();
    if (status.cancelling() && open > 0 && open != openWhenCancelled) {
      openWhenCancelled = open;
      parts.activity().writing(parts.items().terminator().cancelled());
    } else if (status.dryRun()) {
      if (discovery.ended()) {
        retire();
      }
    } else if (status.cancelling() || discovery.ended() && open == 0) {
      finish();
    } else if (status.state() == JobState.PAUSED) {
      retire();
    }
  }

  private void finish() {
    finishing = true;
    Fault fault = discovery.fault();
    JobState end = JobEnd.of(parts.meter().counters(), fault, status.cancelling());
    Instant now = loop.clock().now();
    parts.meter().stop(loop.clock().nowMs());
    JobChange.Builder change = parts.changes().change(end, fault).finishedAt(now).cancelling(false);
    parts
        .removeWorkingFiles()
        .compose(v -> parts.changes().store(change))
        .onSuccess(v -> finished(end, now))
        .onFailure(this::finishLater);
  }

  private void finished(JobState end, Instant now) {
    status.ended(end);
    parts.meter().finished(now);
    parts.changes().announce();
    JobMdc.of(status.id(), this::logEnd);
    retire();
  }

  private void finishLater(Throwable cause) {
    String id = status.id();
    JobMdc.of(id, () -> LOG.error("job {} could not be ended: {}", id, cause.getMessage()));
    finishing = false;
    loop.timers().after(AGAIN_AFTER_MS, this::check);
  }

  private void logEnd() {
    Counters c = parts.meter().counters();
    LOG.info(
        "job {} {}: {} items, {} done, {} skipped, {} not found, {} failed, {} cancelled, {} ms",
        status.id(),
        status.state().wire(),
        c.discovered(),
        c.done(),
        c.skipped(),
        c.notFound(),
        c.failed(),
        c.cancelled(),
        parts.meter().elapsedMs(loop.clock().nowMs()));
  }

  private void retire() {
    if (status.state().open()) {
      parts.history().keep();
    }
    status.retire();
    discovery.close();
    parts.items().lookups().close();
    parts.items().locates().close();
    services.dispatcher().close(status.id());
    services.fetchers().forget(status.id());
    tellIdle();
    onRetired.run();
    gone.complete();
  }
}
