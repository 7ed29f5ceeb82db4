package dev.fetchery.coordinator.job;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.coordinator.port.Announcer;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobChange;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Stores what changes of a running job itself, and announces it. */
final class JobChanges {
  private final JobStatus status;
  private final JobMeter meter;
  private final JobViewBuilder views;
  private final JobHistory history;
  private final StoreCalls store;
  private final Announcer announcer;
  private final SteadyClock clock;

  JobChanges(
      JobStatus status,
      JobMeter meter,
      JobViewBuilder views,
      JobHistory history,
      StoreCalls store,
      Announcer announcer,
      SteadyClock clock) {
    this.status = status;
    this.meter = meter;
    this.views = views;
    this.history = history;
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
  }

  /** A change of the job's row; null for a state or reason that stays. */
  JobChange.Builder change(@Nullable JobState to, @Nullable Fault why) {
    return JobChange.of(status.id()).state(to).error(why).elapsedMs(meter.elapsedMs(clock.nowMs()));
  }

  Future<Void> store(JobChange.Builder change) {
    history.keep();
    return store.call(jobs -> jobs.change(change.build())).mapEmpty();
  }

  /** Announces the job as it is now. */
  void announce() {
    if (!status.dryRun()) {
      announcer.announce(new CoordinatorEvent.Changed(views.view()));
    }
  }
}
