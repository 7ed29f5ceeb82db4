package dev.fetchery.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hosts that are known, with their governors and the lanes that lead to them. */
final class Hosts<T> {
  private final Map<String, HostLimiter> governors = new HashMap<>();
  private final Map<String, List<HostQueue<T>>> lanes = new HashMap<>();

  /** Lanes that may be of no use any more: looked at when the next are started. */
  private final Deque<HostQueue<T>> suspects = new ArrayDeque<>();

  HostLimiter governor(String host) {
    return governors.computeIfAbsent(host, name -> new HostLimiter(name, this::unpark));
  }

  List<HostQueue<T>> lanes(String host) {
    return lanes.getOrDefault(host, List.of());
  }

  HostQueue<T> attach(JobQueues<T> owner, String host) {
    HostQueue<T> lane = new HostQueue<>(owner, governor(host));
    lanes.computeIfAbsent(host, h -> new ArrayList<>()).add(lane);
    return lane;
  }

  void detach(HostQueue<T> lane) {
    String host = lane.governor.host();
    List<HostQueue<T>> sharing = lanes.get(host);
    if (sharing != null && sharing.remove(lane) && sharing.isEmpty()) {
      lanes.remove(host);
    }
  }

  /** Notes a lane that may be of no use any more. */
  void suspect(HostQueue<T> lane) {
    if (!lane.suspected) {
      lane.suspected = true;
      suspects.add(lane);
    }
  }

  /**
   * Removes the lanes that have turned out to be of no use. Not as soon as one is empty: what has
   * just failed may be about to come back.
   */
  void sweep(long nowMs) {
    HostQueue<T> lane;
    while ((lane = suspects.poll()) != null) {
      lane.suspected = false;
      String host = lane.governor.host();
      if (lane.unused() && lane.owner.byHost.remove(host, lane)) {
        detach(lane);
        forgetIfWell(host, nowMs);
        lane.owner.unparkModest();
      }
    }
  }

  /** Its lanes have their turn again. */
  void unpark(String host) {
    for (HostQueue<T> lane : lanes(host)) {
      lane.owner.enqueue(lane);
    }
  }

  /** Forgets a host that nobody asks for and of which nothing bad is known. */
  void forgetIfWell(String host, long nowMs) {
    HostLimiter governor = governors.get(host);
    if (governor != null && !lanes.containsKey(host) && governor.forgettable(nowMs)) {
      governors.remove(host);
    }
  }

  /** Forgets hosts that nobody asks for and that have had time to recover. */
  void tidy(long nowMs, long forgetAfterMs) {
    governors
        .values()
        .removeIf(
            governor ->
                governor.recovered(nowMs, forgetAfterMs) && !lanes.containsKey(governor.host()));
  }
}
