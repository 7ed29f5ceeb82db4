package dev.fetchery.coordinator;

import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.coordinator.item.ItemNotes;
import dev.fetchery.coordinator.job.JobRunner;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.job.Progress;
import dev.fetchery.plan.StallDetector;
import java.util.function.IntSupplier;

/** Announces how the service and its jobs fare. */
final class ServiceStatsCollector {
  private final JobServices services;
  private final RunningJobs running;
  private final ItemNotes notes;
  private final StallDetector stalls;
  private final IntSupplier startable;

  /**
   * @param startable requests that more fetchers could start now
   */
  ServiceStatsCollector(
      JobServices services,
      RunningJobs running,
      ItemNotes notes,
      StallDetector stalls,
      IntSupplier startable) {
    this.services = services;
    this.running = running;
    this.notes = notes;
    this.stalls = stalls;
    this.startable = startable;
  }

  /** Announces the progress of each job of which something has changed. */
  void announceProgress() {
    running
        .takeRested()
        .forEach(
            (job, last) ->
                services.announcer().announce(new CoordinatorEvent.ProgressChanged(job, last)));
    for (JobRunner runner : running.all()) {
      Progress progress = runner.dryRun() ? null : runner.progressIfChanged();
      if (progress != null) {
        services.announcer().announce(new CoordinatorEvent.ProgressChanged(runner.id(), progress));
      }
    }
  }

  void announceStats() {
    services.announcer().announce(stats());
  }

  private CoordinatorEvent.ServiceStats stats() {
    long leases = 0;
    long oldest = Long.MAX_VALUE;
    for (JobRunner runner : running.all()) {
      leases += runner.leases().size();
      for (Lease lease : runner.leases()) {
        oldest = Math.min(oldest, lease.sinceNanos());
      }
    }
    long oldestMs =
        oldest == Long.MAX_VALUE ? 0 : (services.loop().clock().nanoTime() - oldest) / 1_000_000;
    return new CoordinatorEvent.ServiceStats(
        services.dispatcher().active(),
        leases,
        oldestMs,
        notes.backlog().count(),
        startable.getAsInt(),
        services.fetchers().nodes(),
        notes.attempts().counts(),
        stalls.stalledMs(services.loop().clock().nanoTime() / 1_000_000));
  }
}
