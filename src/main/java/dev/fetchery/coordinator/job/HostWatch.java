package dev.fetchery.coordinator.job;

import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Confined;
import dev.fetchery.job.Fault;
import dev.fetchery.plan.HostLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells which of a job's hosts have begun to back off, each wait once and no more than one a
 * minute: a host may do so again and again. Times in epoch milliseconds. Confined to the
 * coordinator's event loop.
 */
final class HostWatch {
  private static final long AGAIN_MS = 60_000;
  private static final int REMEMBERED = 1_000;

  private final Confined confined = new Confined();
  private final Map<String, Told> told = new BoundedMap<>(REMEMBERED);

  /** What was told of a host last: when, and until when it waited. */
  private record Told(long atMs, long untilMs) {}

  /** A line for each host that is to be told of. */
  List<String> news(List<HostLimiter> hosts, long nowMs) {
    assert confined.here();
    List<String> lines = new ArrayList<>();
    for (HostLimiter host : hosts) {
      if (host.backingOff(nowMs)) {
        Told before = told.get(host.host());
        long untilMs = host.backOffUntilMs();
        if (before == null || nowMs - before.atMs >= AGAIN_MS && untilMs != before.untilMs) {
          told.put(host.host(), new Told(nowMs, untilMs));
          lines.add(line(host, nowMs));
        }
      }
    }
    return lines;
  }

  private static String line(HostLimiter host, long nowMs) {
    long seconds = Math.max(1, (host.backOffUntilMs() - nowMs + 999) / 1_000);
    // Its last failure may be over with a success for another job.
    Fault fault = host.cause();
    String why = fault == null ? "" : ": " + fault.code().wire() + ", " + fault.detail();
    return host.host() + " for " + seconds + " s" + why;
  }
}
