package dev.fetchery.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hosts that are known, with their governors and the lanes that lead to them. */
final class Hosts<T> {
  private final Map<String, HostGovernor> governors = new HashMap<>();
  private final Map<String, List<Lane<T>>> lanes = new HashMap<>();

  HostGovernor governor(String host) {
    return governors.computeIfAbsent(host, name -> new HostGovernor(name, this::unpark));
  }

  List<Lane<T>> lanes(String host) {
    return lanes.getOrDefault(host, List.of());
  }

  Lane<T> attach(JobLanes<T> owner, String host) {
    Lane<T> lane = new Lane<>(owner, governor(host));
    lanes.computeIfAbsent(host, h -> new ArrayList<>()).add(lane);
    return lane;
  }

  void detach(Lane<T> lane) {
    String host = lane.governor.host();
    List<Lane<T>> sharing = lanes.get(host);
    if (sharing != null && sharing.remove(lane) && sharing.isEmpty()) {
      lanes.remove(host);
    }
  }

  /** Its lanes have their turn again. */
  void unpark(String host) {
    for (Lane<T> lane : lanes(host)) {
      lane.owner.enqueue(lane);
    }
  }

  /** Forgets a host that nobody asks for and of which nothing bad is known. */
  void forgetIfWell(String host, long nowMs) {
    HostGovernor governor = governors.get(host);
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
