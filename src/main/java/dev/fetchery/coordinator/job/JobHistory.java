package dev.fetchery.coordinator.job;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.item.ActiveItems;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Series;
import dev.fetchery.plan.Dispatcher;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of how a running job goes: its series, and what is worth an entry in its log.
 * Confined to the coordinator's event loop.
 */
final class JobHistory {
  private static final long LEAST_KEEP_MS = 1_000;
  private static final long MOST_KEEP_MS = 30_000;

  private final Confined confined = new Confined();
  private final JobStatus status;
  private final JobMeter meter;
  private final ActiveItems active;
  private final Dispatcher<Fetch> dispatcher;
  private final StoreCalls store;
  private final SteadyClock clock;
  private final SeriesRecorder recorder;
  private final HostWatch hosts = new HostWatch();
  private long keptMs;

  /**
   * @param before what was kept of an earlier run, or null
   */
  JobHistory(
      JobStatus status,
      JobMeter meter,
      ActiveItems active,
      Dispatcher<Fetch> dispatcher,
      StoreCalls store,
      SteadyClock clock,
      @Nullable Series before) {
    this.status = status;
    this.meter = meter;
    this.active = active;
    this.dispatcher = dispatcher;
    this.store = store;
    this.clock = clock;
    this.keptMs = clock.nowMs();
    this.recorder = new SeriesRecorder(before, keptMs, meter.counters().done(), meter.received());
  }

  /** Call a few times a second. */
  void note() {
    assert confined.here();
    long nowMs = clock.nowMs();
    noteAll(nowMs);
    if (status.dryRun()) {
      return;
    }
    hosts.news(dispatcher.hostsOf(status.id()), nowMs).forEach(this::backOff);
    if (nowMs - keptMs >= keepEveryMs()) {
      keep();
    }
  }

  private void noteAll(long nowMs) {
    meter.note(nowMs, active.received());
    recorder.note(nowMs, meter.counters().done(), meter.received(), active.count());
  }

  /** A coarse series changes slowly. */
  private long keepEveryMs() {
    return Math.max(LEAST_KEEP_MS, Math.min(MOST_KEEP_MS, recorder.stepMs() / 4));
  }

  private void backOff(String line) {
    store.call(jobs -> jobs.log(status.id(), LogEntry.Kind.BACKOFF, line));
  }

  /** Keeps what there is up to now: before the job's state changes, and before it leaves. */
  void keep() {
    assert confined.here();
    if (status.dryRun()) {
      return;
    }
    keptMs = clock.nowMs();
    noteAll(keptMs);
    Series series = recorder.series(meter.pace(keptMs));
    store.call(jobs -> jobs.keep(status.id(), series));
  }
}
