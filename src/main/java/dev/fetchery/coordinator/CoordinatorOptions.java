package dev.fetchery.coordinator;

import dev.fetchery.config.Settings;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.job.JobOptions;
import dev.fetchery.coordinator.lease.LeaseOptions;
import org.jspecify.annotations.Nullable;

/**
 * How the coordinator is set up.
 *
 * @param concurrency requests under way in the service, at most; or {@link #AS_FETCHERS_TAKE}
 * @param onlyJob id of the one job that is worked on, or null for all
 */
public record CoordinatorOptions(
    int concurrency,
    int maxRunningJobs,
    int maxOpenJobs,
    int keepFinishedDays,
    @Nullable String onlyJob,
    LeaseOptions leases,
    JobOptions jobs) {
  /** As many requests as all fetchers together run at once. */
  public static final int AS_FETCHERS_TAKE = 0;

  private static final long PAUSE_GRACE_MS = 10_000;

  /**
   * @param onlyJob id of the one job that is worked on, or null for all
   * @param memory what jobs take memory from
   */
  public static CoordinatorOptions of(
      Settings settings, @Nullable String onlyJob, MemoryBudget memory) {
    JobOptions jobs =
        new JobOptions(
            settings.outbound().userAgent(),
            settings.storage().dataDir().toAbsolutePath(),
            settings.storage().files(),
            settings.storage().workDir(),
            settings.caps(),
            PAUSE_GRACE_MS,
            memory);
    return new CoordinatorOptions(
        settings.capacity().concurrencyGiven()
            ? settings.capacity().concurrency()
            : AS_FETCHERS_TAKE,
        settings.capacity().maxRunningJobs(),
        settings.capacity().maxOpenJobs(),
        settings.storage().keepFinishedDays(),
        onlyJob,
        LeaseOptions.DEFAULT,
        jobs);
  }
}
