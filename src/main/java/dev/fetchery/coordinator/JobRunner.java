package dev.fetchery.coordinator;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.News;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Part;
import dev.fetchery.plan.JobEnd;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.JobChange;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job at work: from the moment it may run to the moment nothing of it is active any more.
 * Confined to the coordinator's context.
 */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  /** Stored completions whose parts may not have gone yet when the service ended; more than are. */
  private static final long MOST_UNSETTLED = 50_000;

  final Desk desk;
  final JobMeter meter;
  final Items items;
  final Lookups lookups;
  final Admission admission;
  final Finding finding;
  private final JobRow row;
  private final Runnable onRetired;
  private final Map<Long, Lease> leases = new HashMap<>();
  private final Promise<Void> gone = Promise.promise();
  private final List<Promise<Void>> waitingForIdle = new ArrayList<>();
  private JobSpec spec;
  private String shownSpec;
  private JobState state;
  private Fault error;
  private boolean cancelling;
  private boolean finishing;
  private boolean retired;
  private boolean draining;
  private final long beganMs;

  /** Items before this number may have left a part when the service ended. */
  private final long leftBelow;

  /** How often it was paused: the grace of one pause does not end in the next. */
  private int pauses;

  /** Stored outcomes whose part files are not gone yet. */
  private int unsettled;

  /** Items left by the last attempt to cancel them all: some may have been found since. */
  private long openWhenCancelled = -1;

  /** Writes under way that the job must not end before. */
  private int pendingWrites;

  JobRunner(Desk desk, JobRow row, JobSpec spec, boolean restarted, Runnable onRetired) {
    this.desk = desk;
    this.row = row;
    this.spec = spec;
    this.cancelling = row.cancelling();
    this.state = cancelling ? row.state() : JobState.RUNNING;
    this.onRetired = onRetired;
    this.beganMs = desk.nowMs();
    this.meter = new JobMeter(row, desk.nowMs());
    this.items = new Items(this);
    this.lookups = new Lookups(this);
    this.leftBelow = restarted ? row.counters().discovered() : 0;
    this.admission = new Admission(this, leftBelow);
    this.finding = new Finding(this);
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

  /** Whether its end is being stored. */
  boolean finishing() {
    return finishing;
  }

  boolean cancelling() {
    return cancelling;
  }

  Collection<Lease> leases() {
    return leases.values();
  }

  Fault error() {
    return error != null ? error : finding.fault();
  }

  /** Whether discovery may go on. */
  boolean mayFind() {
    return state == JobState.RUNNING && !cancelling && !retired && !draining;
  }

  /** When this run of it began, in epoch milliseconds. */
  long beganMs() {
    return beganMs;
  }

  Counters counters() {
    return meter.counters();
  }

  /** Removes what published items left beside their files when the service ended. */
  void tidy() {
    if (leftBelow > 0 && items.naming.saves()) {
      writing(tidy(Math.max(0, row.lastN() - MOST_UNSETTLED)));
    }
  }

  private Future<Void> tidy(long afterN) {
    return desk.on(desk.store.completions(id(), afterN, JobStore.PAGE))
        .compose(
            page -> {
              if (page.isEmpty()) {
                return Future.succeededFuture();
              }
              long last = page.get(page.size() - 1).n();
              return discardLeft(page, ItemState.DONE)
                  .compose(v -> last < row.lastN() ? tidy(last) : Future.succeededFuture());
            });
  }

  /** Removes the parts of items that came to that end. */
  private Future<Void> discardLeft(List<Completion> completions, ItemState end) {
    if (leftBelow == 0 || !items.naming.saves()) {
      return Future.succeededFuture();
    }
    List<String> parts =
        completions.stream()
            .map(Completion::item)
            .filter(item -> item.seq() < leftBelow && item.state() == end)
            .map(item -> items.naming.partPath(item.seq(), item.file()))
            .toList();
    return parts.isEmpty()
        ? Future.succeededFuture()
        : desk.files(new FileRequest.Discard(parts), FileAnswer.Removed.class).mapEmpty();
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
    pendingWrites++;
    return write.onComplete(
        done -> {
          pendingWrites--;
          if (done.failed()) {
            LOG.error("job {}: {}", id(), done.cause().getMessage());
          }
          checkFinished();
        });
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

  void willSettle() {
    unsettled++;
  }

  void settled() {
    unsettled--;
    checkFinished();
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
    writing(cancelSlices());
  }

  private void giveUp(Lease lease) {
    items.fateCancelled(lease);
    desk.fetchers.stop(lease, false);
  }

  private Future<Void> cancelSlices() {
    Set<Long> active = items.activeSeqs();
    return desk.on(
            desk.store.endWaiting(
                id(), null, active, ItemState.CANCELLED, null, Instant.ofEpochMilli(desk.nowMs())))
        .compose(
            completions -> {
              completed(completions);
              return completions.isEmpty()
                  ? Future.succeededFuture()
                  : discardLeft(completions, ItemState.CANCELLED).compose(v -> cancelSlices());
            });
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
    writing(giveUpSlices(host, fault));
  }

  private Future<Void> giveUpSlices(String host, Fault fault) {
    Set<Long> active = items.activeSeqs();
    return desk.on(
            desk.store.endWaiting(
                id(), host, active, ItemState.FAILED, fault, Instant.ofEpochMilli(desk.nowMs())))
        .compose(
            completions -> {
              completed(completions);
              completions.forEach(c -> admission.ended(c.item().seq(), host));
              return completions.isEmpty()
                  ? Future.succeededFuture()
                  : discardLeft(completions, ItemState.FAILED)
                      .compose(v -> giveUpSlices(host, fault));
            });
  }

  /** The disk is full: waits for somebody to make room, instead of failing every item. */
  void noSpace(String detail) {
    if (state == JobState.RUNNING && !cancelling) {
      LOG.error("job {} is paused: {}", id(), detail);
      writing(pause(new Fault(ErrorCode.DISK, detail)));
    }
  }

  // --- the end

  private boolean idle() {
    return leases.isEmpty() && pendingWrites == 0 && items.nothingHeld() && finding.idle();
  }

  /** Completes when nothing of the job is under way any more. */
  Future<Void> whenIdle() {
    Promise<Void> promise = Promise.promise();
    waitingForIdle.add(promise);
    checkFinished();
    return promise.future();
  }

  /** Starts nothing more and completes when all is stored; the job's state stays. */
  Future<Void> drained() {
    draining = true;
    desk.dispatcher.hold(id(), true);
    meter.stop(desk.nowMs());
    return whenIdle().compose(v -> store(change(null, null).build()));
  }

  /** What is active goes back to waiting, its part kept. */
  void stopAll() {
    List.copyOf(leases.values()).forEach(lease -> desk.fetchers.stop(lease, true));
    desk.fetchers.flush();
  }

  /** Completes when the job is not at work any more. */
  Future<Void> whenGone() {
    return gone.future();
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

  void checkFinished() {
    if (desk.dispatcher.expectMore(id(), !finding.ended() || !admission.lookedAtAll())) {
      desk.pump();
    }
    if (retired || finishing || !idle() || unsettled > 0) {
      return;
    }
    List<Promise<Void>> waiting = List.copyOf(waitingForIdle);
    waitingForIdle.clear();
    waiting.forEach(Promise::complete);
    if (draining) {
      return;
    }
    if (cancelling && counters().open() > 0 && counters().open() != openWhenCancelled) {
      openWhenCancelled = counters().open();
      writing(cancelSlices());
      return;
    }
    boolean over = cancelling || finding.ended() && counters().open() == 0;
    if (dry()) {
      if (finding.ended()) {
        retire();
      }
    } else if (over) {
      finish();
    } else if (state == JobState.PAUSED) {
      retire();
    }
  }

  private void finish() {
    finishing = true;
    JobState end = JobEnd.of(counters(), finding.fault(), cancelling);
    Instant now = Instant.ofEpochMilli(desk.nowMs());
    meter.stop(desk.nowMs());
    discardParts()
        .compose(v -> store(change(end, finding.fault()).finishedAt(now).cancelling(false).build()))
        .onComplete(
            done -> {
              if (done.failed()) {
                LOG.error("job {} could not be ended: {}", id(), done.cause().getMessage());
                finishing = false;
                desk.vertx.setTimer(1000, t -> checkFinished());
                return;
              }
              state = end;
              meter.finished(now);
              logEnd();
              announceChange();
              retire();
            });
  }

  private void logEnd() {
    Counters c = counters();
    LOG.info(
        "job {} {}: {} items, {} done, {} skipped, {} not found, {} failed, {} cancelled, {} ms",
        id(),
        state.wire(),
        c.discovered(),
        c.done(),
        c.skipped(),
        c.notFound(),
        c.failed(),
        c.cancelled(),
        meter.elapsedMs(desk.nowMs()));
  }

  /** Removes working files that no item will continue. */
  Future<Void> discardParts() {
    return desk.on(desk.store.takeParts(id()))
        .compose(
            parts -> {
              List<String> paths = new ArrayList<>(parts.stream().map(Part::path).toList());
              if (finding.spoolPath() != null) {
                paths.add(finding.spoolPath());
              }
              return paths.isEmpty()
                  ? Future.<Void>succeededFuture()
                  : desk.files(new FileRequest.Discard(paths), FileAnswer.Removed.class)
                      .<Void>mapEmpty();
            });
  }

  private void retire() {
    retired = true;
    finding.close();
    desk.dispatcher.close(id());
    desk.fetchers.forget(id());
    List.copyOf(waitingForIdle).forEach(Promise::complete);
    waitingForIdle.clear();
    onRetired.run();
    gone.complete();
  }

  void announceChange() {
    if (!dry()) {
      desk.announce(new News.Changed(view()));
    }
  }

  private ChangeBuilder change(JobState to, Fault why) {
    return new ChangeBuilder(id()).state(to).error(why).elapsedMs(meter.elapsedMs(desk.nowMs()));
  }

  private Future<Void> store(JobChange change) {
    return desk.on(desk.store.change(change)).mapEmpty();
  }
}
