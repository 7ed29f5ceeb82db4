package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer.HostLoad;
import dev.fetchery.bus.Answer.Hosts;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.HostLimiter;
import java.time.Instant;
import java.util.Comparator;

/** What is shown of the hosts of all jobs. */
final class HostViews {
  private static final int MOST = 1_000;

  private final Dispatcher<Fetch> dispatcher;
  private final SteadyClock clock;

  HostViews(Dispatcher<Fetch> dispatcher, SteadyClock clock) {
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** The busiest first. */
  Hosts view() {
    long nowMs = clock.nowMs();
    return new Hosts(
        dispatcher.hosts().stream()
            .map(host -> view(host, nowMs))
            .sorted(
                Comparator.comparingInt((HostLoad host) -> -host.active())
                    .thenComparing(HostLoad::host))
            .limit(MOST)
            .toList());
  }

  private HostLoad view(HostLimiter host, long nowMs) {
    boolean resting = host.backingOff(nowMs);
    return new HostLoad(
        host.host(),
        resting ? "resting" : host.slowed() ? "slowed" : "ok",
        Math.min(host.limit(), dispatcher.concurrency()),
        resting ? Instant.ofEpochMilli(host.backOffUntilMs()) : null,
        host.active(),
        dispatcher.waitingFor(host.host()),
        // Its last failure is over with a success; what slowed it stays until it is not slowed.
        resting || host.slowed() ? host.cause() : null);
  }
}
