package dev.fetchery.coordinator;

import dev.fetchery.job.Counters;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Job;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Progress;
import dev.fetchery.plan.HostLimiter;
import java.time.Instant;
import java.util.List;

/** What a running job shows of itself. */
final class JobViewBuilder {
  private static final int MOST_HOSTS = 100;

  private JobViewBuilder() {}

  static Job of(JobRunner runner, long nowMs) {
    return new Job(
        runner.id(),
        runner.row().name(),
        runner.state(),
        runner.row().createdAt(),
        runner.row().startedAt(),
        runner.meter.finishedAt(),
        runner.error(),
        progress(runner, nowMs),
        runner.shownSpec(),
        runner.meter.lastN());
  }

  static Progress progress(JobRunner runner, long nowMs) {
    Counters c = runner.counters();
    JobMeter meter = runner.meter;
    long active = Math.min(runner.items.activeCount(), c.open());
    long activeBytes = runner.items.activeBytes();
    double perSecond = meter.itemsPerSecond(nowMs);
    boolean discovered = runner.finding.done();
    return new Progress(
        c.discovered(),
        discovered,
        c.open() - active,
        active,
        c.done(),
        c.skipped(),
        c.notFound(),
        c.failed(),
        c.cancelled(),
        c.bytes() + activeBytes,
        meter.elapsedMs(nowMs),
        rounded(perSecond),
        rounded(meter.bytesPerSecond(nowMs, activeBytes)),
        etaMs(c, discovered, perSecond),
        c.retries(),
        hosts(runner, nowMs));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static Long etaMs(Counters counters, boolean discovered, double perSecond) {
    if (discovered && counters.open() == 0) {
      return 0L;
    }
    return discovered && perSecond > 0 ? Math.round(counters.open() * 1000 / perSecond) : null;
  }

  private static List<HostProgress> hosts(JobRunner runner, long nowMs) {
    return runner.desk.dispatcher.hostsOf(runner.id()).stream()
        .filter(host -> host.slowed() || host.resting(nowMs))
        .limit(MOST_HOSTS)
        .map(host -> host(host, runner.spec().limits(), nowMs))
        .toList();
  }

  /**
   * A host that only rests has no limit of its own: what the job allows it is what it gets then.
   */
  private static HostProgress host(HostLimiter host, Limits limits, long nowMs) {
    int limit = Math.min(host.limit(), Math.min(limits.perHost(), limits.concurrency()));
    boolean resting = host.resting(nowMs);
    Instant until = resting ? Instant.ofEpochMilli(host.restUntilMs()) : null;
    return new HostProgress(host.host(), resting ? "resting" : "slowed", limit, until);
  }
}
