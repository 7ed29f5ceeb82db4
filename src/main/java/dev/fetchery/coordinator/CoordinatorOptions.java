package dev.fetchery.coordinator;

import dev.fetchery.config.Settings;
import java.nio.file.Path;

/**
 * How the coordinator is set up. Times in milliseconds.
 *
 * @param onlyJob id of the one job that is worked on, or null for all
 * @param leaseTtlMs a fetcher that is silent so long has lost its leases
 * @param leaseMarginMs leases are granted again only so long after that
 * @param pauseGraceMs what active requests get when their job is paused
 */
public record CoordinatorOptions(
    int concurrency,
    int maxRunningJobs,
    int maxOpenJobs,
    int keepFinishedDays,
    String userAgent,
    Path dataDir,
    Path downloadsDir,
    Settings.Caps caps,
    String onlyJob,
    long leaseTtlMs,
    long leaseMarginMs,
    long pauseGraceMs) {

  /** Longer than any collection, short enough for a lost fetcher to be noticed by a person. */
  public static final long LEASE_TTL_MS = 15_000;

  public static final long LEASE_MARGIN_MS = 3_000;
  public static final long PAUSE_GRACE_MS = 10_000;

  public static CoordinatorOptions of(Settings settings, String onlyJob) {
    return new CoordinatorOptions(
        settings.capacity().concurrency(),
        settings.capacity().maxRunningJobs(),
        settings.capacity().maxOpenJobs(),
        settings.storage().keepFinishedDays(),
        settings.outbound().userAgent(),
        settings.storage().dataDir().toAbsolutePath(),
        settings.storage().downloadsDir().toAbsolutePath(),
        settings.caps(),
        onlyJob,
        LEASE_TTL_MS,
        LEASE_MARGIN_MS,
        PAUSE_GRACE_MS);
  }

  /** With other lease times: a test has no time to wait. */
  public CoordinatorOptions withLeases(long ttlMs, long marginMs, long graceMs) {
    return new CoordinatorOptions(
        concurrency,
        maxRunningJobs,
        maxOpenJobs,
        keepFinishedDays,
        userAgent,
        dataDir,
        downloadsDir,
        caps,
        onlyJob,
        ttlMs,
        marginMs,
        graceMs);
  }
}
