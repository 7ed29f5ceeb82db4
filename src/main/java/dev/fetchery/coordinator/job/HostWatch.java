package dev.fetchery.coordinator.job;

import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Confined;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.HostLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells which of a job's hosts have begun to back off, each no more than once a minute: a host may
 * do so again and again. Times in epoch milliseconds. Confined to the coordinator's event loop.
 */
final class HostWatch {
  private static final long AGAIN_MS = 60_000;
  private static final int REMEMBERED = 1_000;

  private final Confined confined = new Confined();
  private final Map<String, Long> toldMs = new BoundedMap<>(REMEMBERED);

  /** A line for each host that is to be told of. */
  List<String> news(List<HostLimiter> hosts, long nowMs) {
    assert confined.here();
    List<String> lines = new ArrayList<>();
    for (HostLimiter host : hosts) {
      if (host.backingOff(nowMs)) {
        Long before = toldMs.get(host.host());
        if (before == null || nowMs - before >= AGAIN_MS) {
          toldMs.put(host.host(), nowMs);
          lines.add(line(host, nowMs));
        }
      }
    }
    return lines;
  }

  private static String line(HostLimiter host, long nowMs) {
    long seconds = Math.max(1, (host.backOffUntilMs() - nowMs + 999) / 1_000);
    Fault fault = host.lastFault();
    String why = fault == null ? "" : ": " + fault.code().wire() + ", " + fault.detail();
    return host.host() + " for " + seconds + " s" + why;
  }
}
