package dev.fetchery.coordinator.job;

import dev.fetchery.coordinator.discovery.DiscoveryRunner;
import dev.fetchery.coordinator.item.ActiveItems;
import dev.fetchery.coordinator.item.EndingItems;
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
  private final EndingItems ending;
  private final DiscoveryRunner discovery;
  private final Dispatcher<Fetch> dispatcher;
  private final SteadyClock clock;
  private final String directory;

  JobViewBuilder(
      JobStatus status,
      JobMeter meter,
      ActiveItems active,
      EndingItems ending,
      DiscoveryRunner discovery,
      Dispatcher<Fetch> dispatcher,
      SteadyClock clock,
      String place) {
    this.status = status;
    this.meter = meter;
    this.active = active;
    this.ending = ending;
    this.discovery = discovery;
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.directory = status.row().directoryIn(place);
  }

  /** Why the job is paused, or why its discovery broke off, or null. */
  @Nullable Fault error() {
    return status.error() != null ? status.error() : discovery.fault();
  }

  Job view() {
    return new Job(
        status.id(),
        status.name(),
        status.state(),
        status.createdAt(),
        status.row().startedAt(),
        meter.finishedAt(),
        error(),
        progress(),
        status.shownSpec(),
        directory,
        meter.lastN());
  }

  Progress progress() {
    long nowMs = clock.nowMs();
    Counters counters = meter.counters();
    long bytes = counters.bytes() + ending.bytes() + active.bytes();
    Long expected = bytesExpected(counters);
    return new Progress(
        Progress.Items.of(counters, discovery.done(), discovery.expected(), activeCount(counters)),
        bytes,
        expected,
        active.kept().sum(),
        new Progress.Speed(
            meter.elapsedMs(nowMs),
            rounded(meter.itemsPerSecond(nowMs)),
            rounded(meter.bytesPerSecond(nowMs)),
            etaMs(counters, nowMs, expected == null ? null : expected - bytes)),
        counters.retries(),
        hosts(nowMs));
  }

  /** With those that are being stored, as far as the job may have so many at once. */
  private long activeCount(Counters counters) {
    int most = Math.max(active.count(), status.spec().limits().concurrency());
    return Math.min(Math.min(active.count() + ending.count(), most), counters.open());
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /**
   * Known where nothing waits, since a size is known from the head of a response at the earliest.
   */
  private @Nullable Long bytesExpected(Counters counters) {
    if (counters.open() == 0 && (discovery.done() || !status.state().open())) {
      return counters.bytes();
    }
    long size = active.size();
    boolean waiting = counters.open() > active.count() + ending.count();
    return discovery.done() && !waiting && size >= 0
        ? counters.bytes() + ending.bytes() + size
        : null;
  }

  /** For an item whose end is being stored there is nothing to wait for. */
  private @Nullable Long etaMs(Counters counters, long nowMs, @Nullable Long bytesLeft) {
    if (!status.state().open() || discovery.done() && counters.open() == 0) {
      return 0L;
    }
    long open = counters.open() - ending.count();
    if (discovery.done()) {
      return meter.etaMs(nowMs, active, open, bytesLeft);
    }
    Long items = discovery.expected();
    return items == null ? null : meter.etaMs(nowMs, active, open + items - counters.discovered());
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
    String state = backingOff ? "resting" : "slowed";
    return HostProgress.of(host.host(), state, limit, until, host.cause());
  }
}
