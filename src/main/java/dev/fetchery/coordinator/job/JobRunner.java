package dev.fetchery.coordinator.job;

import dev.fetchery.bus.Answer.Active;
import dev.fetchery.bus.Answer.Kept;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.item.ActiveItems;
import dev.fetchery.coordinator.item.PartCleanup;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Progress;
import dev.fetchery.job.Proposal;
import dev.fetchery.job.Series;
import dev.fetchery.log.JobMdc;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job at work: from the moment it may run to the moment nothing of it is active any more.
 * Confined to the coordinator's event loop.
 */
public final class JobRunner {
  private final Confined confined = new Confined();
  private final JobServices services;
  private final JobParts parts;
  private final JobStatus status;
  private final JobFinisher finisher;
  private final JobControl control;
  private Future<Void> leftovers = Future.succeededFuture();

  private JobRunner(JobServices services, JobParts parts, Runnable onRetired) {
    this.services = services;
    this.parts = parts;
    this.status = parts.status();
    this.finisher = new JobFinisher(parts, services, onRetired);
    this.control = new JobControl(parts, finisher, services);
  }

  /**
   * Makes a job's runner, which does nothing before {@link #begin()}.
   *
   * @param restarted whether the job has run before
   * @param before what was kept of an earlier run, or null
   * @param onRetired called when the job is not at work any more
   */
  public static JobRunner of(
      JobServices services,
      JobRow row,
      JobSpec spec,
      boolean restarted,
      @Nullable Series before,
      Runnable onRetired) {
    JobParts parts = JobParts.of(services, row, spec, restarted, before);
    JobRunner runner = new JobRunner(services, parts, onRetired);
    parts.activity().listener(runner.new Reports());
    services.dispatcher().open(row.id(), spec.limits(), services.loop().clock().nowMs());
    return runner;
  }

  /** What the parts report that needs an answer. */
  private final class Reports implements JobActivity.Listener {
    @Override
    public void flush() {
      parts.items().batch().flush();
      parts.discovery().go();
      parts.items().admission().go();
      finisher.check();
    }

    @Override
    public void checkFinished() {
      finisher.check();
    }

    @Override
    public void noSpace(String detail) {
      control.noSpace(detail);
    }

    @Override
    public void hostGivenUp(String host, Fault fault) {
      services.dispatcher().drain(status.id(), host, entry -> entry.load().giveUp(fault));
      parts.items().batch().flush();
      parts.activity().writing(parts.items().terminator().failed(host, fault));
    }
  }

  // --- what it is

  public String id() {
    return status.id();
  }

  public JobState state() {
    return status.state();
  }

  /** Whether it only plans. */
  public boolean dryRun() {
    return status.dryRun();
  }

  public boolean cancelling() {
    return status.cancelling();
  }

  /** Why it is paused, or why its discovery broke off, or null. */
  public @Nullable Fault error() {
    return parts.views().error();
  }

  /** Whether its discovery broke off. */
  public boolean discoveryBrokeOff() {
    return parts.discovery().fault() != null;
  }

  /** Items found so far. */
  public long discovered() {
    return status.discovered();
  }

  /** What its discovery proposes of how pages are read, or null. */
  public @Nullable Proposal proposal() {
    return parts.discovery().proposal();
  }

  public Collection<Lease> leases() {
    return parts.activity().leases();
  }

  /** Items in the hands of fetchers. */
  public List<Active> activeItems() {
    return parts.items().active().views(services.loop().clock());
  }

  /** What is kept of bodies of items that wait. */
  public List<Kept> keptParts() {
    return parts.items().active().kept().views();
  }

  /** Where its parts and the fetchers report. */
  public JobEvents events() {
    return parts.activity();
  }

  /** The job as it is now. */
  public Job view() {
    return parts.views().view();
  }

  /** Notes how fast it goes; its progress if that has changed since the last call, else null. */
  public @Nullable Progress progressIfChanged() {
    ActiveItems active = parts.items().active();
    parts.history().note();
    return parts.meter().moved(active.bytes(), active.count()) ? parts.views().progress() : null;
  }

  /** Logs with the job's id beside the lines. */
  public void log(Runnable lines) {
    JobMdc.of(id(), lines);
  }

  // --- what is done with it

  /** Begins to work: removes what the end of the service left, discovers and fetches. */
  public void begin() {
    PartCleanup cleanup = parts.items().cleanup();
    if (cleanup.mayHaveLeftovers()) {
      leftovers =
          parts.activity().writing(cleanup.removeLeftovers(status.row().lastN())).otherwiseEmpty();
    }
    // What the end of the service left is gone before anything new is spilled.
    parts.activity().writing(parts.removeSpills()).onComplete(removed -> control.go());
  }

  /** Completes when what ended items left at the end of the service has been seen to. */
  public Future<Void> leftoversRemoved() {
    return leftovers;
  }

  /** See {@link JobControl#pause}. */
  public Future<Void> pause() {
    return control.pause(null);
  }

  /** Takes back a pause that has not run its course. */
  public Future<Void> resume() {
    return control.resume();
  }

  /** Gives everything up; the job ends as cancelled when nothing is active. */
  public Future<Void> cancel() {
    return control.cancel();
  }

  /** Gives up a dry run. */
  public void abandon() {
    control.abandon();
  }

  /** Starts nothing more and completes when all is stored; the job's state stays. */
  public Future<Void> drain() {
    return control.drain();
  }

  /** What is active goes back to waiting, its part kept. */
  public void stopAll() {
    control.stopAll();
  }

  /**
   * @param changed the job with this change, or null where only the label changes
   */
  public Future<Void> change(JobPatch patch, @Nullable JobDocument changed) {
    assert confined.here();
    JobChanges changes = parts.changes();
    JobChange.Builder change = changes.change(null, null).rename(patch.rename());
    if (changed != null) {
      change.document(new JobChange.Document(changed.json(), changed.shownJson()));
    }
    return changes.store(change).onSuccess(stored -> changed(patch, changed));
  }

  private void changed(JobPatch patch, @Nullable JobDocument changed) {
    if (patch.rename() != null) {
      status.rename(patch.rename().name());
    }
    if (changed != null) {
      status.spec(changed.spec(), changed.shownJson());
    }
    if (patch.limits() != null) {
      services.dispatcher().limits(id(), status.spec().limits());
      parts.meter().changed(services.loop().clock().nowMs());
      services.fetchers().share(status, leases());
    }
    announce();
    services.loop().wakeup().wake();
  }

  /**
   * Counts items that were put back to waiting. At once with each slice: some may end again before
   * the last.
   *
   * @param before what they were counted as
   */
  public void reopened(Counters before) {
    assert confined.here();
    parts.meter().reopened(before);
  }

  /** Looks for items that were put back to waiting from the start. */
  public void tryAgain() {
    assert confined.here();
    parts.items().lookups().forgetFailures();
    parts.discovery().reset();
    parts.items().admission().rescan();
    announce();
    control.go();
  }

  /** Announces the job as it is now. */
  public void announce() {
    parts.changes().announce();
  }

  /** Removes all working files that are left of the job. */
  public Future<Void> removeWorkingFiles() {
    return parts.removeWorkingFiles();
  }

  // --- how it ends

  /** Keeps the job from ending while something is being written. */
  public <T extends @Nullable Object> Future<T> writing(Future<T> write) {
    return parts.activity().writing(write);
  }

  /** Whether its end is being stored. */
  public boolean finishing() {
    return finisher.finishing();
  }

  /** Completes when the job is not at work any more. */
  public Future<Void> whenGone() {
    return finisher.whenGone();
  }
}
