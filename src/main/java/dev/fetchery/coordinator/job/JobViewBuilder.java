package dev.fetchery.coordinator.job;

import dev.fetchery.coordinator.discovery.DiscoveryRunner;
import dev.fetchery.coordinator.item.ActiveItems;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.HostProgress;
import dev.fetchery.job.Job;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Progress;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.HostLimiter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a running job shows of itself. */
final class JobViewBuilder {
  private static final int MOST_HOSTS = 100;

  private final JobStatus status;
  private final JobMeter meter;
  private final ActiveItems active;
  private final DiscoveryRunner discovery;
  private final Dispatcher<Fetch> dispatcher;
  private final SteadyClock clock;

  JobViewBuilder(
      JobStatus status,
      JobMeter meter,
      ActiveItems active,
      DiscoveryRunner discovery,
      Dispatcher<Fetch> dispatcher,
      SteadyClock clock) {
    this.status = status;
    this.meter = meter;
    this.active = active;
    this.discovery = discovery;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** Why the job is paused, or why its discovery broke off, or null. */
  @Nullable Fault error() {
    return status.error() != null ? status.error() : discovery.fault();
  }

  Job view() {
    return new Job(
        status.id(),
        status.row().name(),
        status.state(),
        status.createdAt(),
        status.row().startedAt(),
        meter.finishedAt(),
        error(),
        progress(),
        status.shownSpec(),
        meter.lastN());
  }

  Progress progress() {
    long nowMs = clock.nowMs();
    Counters counters = meter.counters();
    long activeCount = Math.min(active.count(), counters.open());
    long activeBytes = active.bytes();
    double perSecond = meter.itemsPerSecond(nowMs);
    boolean discovered = discovery.done();
    return new Progress(
        counters.discovered(),
        discovered,
        counters.open() - activeCount,
        activeCount,
        counters.done(),
        counters.skipped(),
        counters.notFound(),
        counters.failed(),
        counters.cancelled(),
        counters.bytes() + activeBytes,
        meter.elapsedMs(nowMs),
        rounded(perSecond),
        rounded(meter.bytesPerSecond(nowMs, activeBytes)),
        etaMs(counters, discovered, perSecond),
        counters.retries(),
        hosts(nowMs));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static @Nullable Long etaMs(Counters counters, boolean discovered, double perSecond) {
    if (discovered && counters.open() == 0) {
      return 0L;
    }
    return discovered && perSecond > 0 ? Math.round(counters.open() * 1000 / perSecond) : null;
  }

  private List<HostProgress> hosts(long nowMs) {
    return dispatcher.hostsOf(status.id()).stream()
        .filter(host -> host.slowed() || host.backingOff(nowMs))
        .limit(MOST_HOSTS)
        .map(host -> host(host, status.spec().limits(), nowMs))
        .toList();
  }

  /**
   * A host that only backs off has no limit of its own: what the job allows it is what it gets
   * then.
   */
  private static HostProgress host(HostLimiter host, Limits limits, long nowMs) {
    int limit = Math.min(host.limit(), Math.min(limits.perHost(), limits.concurrency()));
    boolean backingOff = host.backingOff(nowMs);
    Instant until = backingOff ? Instant.ofEpochMilli(host.backOffUntilMs()) : null;
    return new HostProgress(host.host(), backingOff ? "resting" : "slowed", limit, until);
  }
}
