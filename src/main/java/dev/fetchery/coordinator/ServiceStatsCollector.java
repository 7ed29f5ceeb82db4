package dev.fetchery.coordinator;

import dev.fetchery.bus.CoordinatorEvent;
import java.util.HashMap;
import java.util.Map;

/** What the coordinator tells of itself, for those who watch over the service. */
final class ServiceStatsCollector {
  private final Map<String, Long> attempts = new HashMap<>();

  /**
   * @param cause {@code ok} or the wire name of an error code
   */
  void attempted(String cause) {
    attempts.merge(cause, 1L, Long::sum);
  }

  CoordinatorEvent.ServiceStats told(Desk desk) {
    long leases = 0;
    long oldest = Long.MAX_VALUE;
    for (JobRunner runner : desk.runners.values()) {
      leases += runner.leases().size();
      for (Lease lease : runner.leases()) {
        oldest = Math.min(oldest, lease.sinceNanos);
      }
    }
    long ageMs = oldest == Long.MAX_VALUE ? 0 : (System.nanoTime() - oldest) / 1_000_000;
    return new CoordinatorEvent.ServiceStats(
        desk.dispatcher.active(), leases, ageMs, desk.uncommitted, desk.fetchers.count(), attempts);
  }
}
