package dev.fetchery.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hosts that are known, with their limiters and the queues that lead to them. Confined to the
 * coordinator's event loop.
 */
final class Hosts<T> {
  private final Map<String, HostLimiter> limiters = new HashMap<>();
  private final Map<String, List<HostQueue<T>>> queues = new HashMap<>();

  /** Queues that may hold nothing any more: looked at when the next requests are started. */
  private final Deque<HostQueue<T>> maybeUnused = new ArrayDeque<>();

  HostLimiter limiter(String host) {
    return limiters.computeIfAbsent(host, name -> new HostLimiter(name, this::unpark));
  }

  List<HostLimiter> all() {
    return List.copyOf(limiters.values());
  }

  List<HostQueue<T>> queues(String host) {
    return queues.getOrDefault(host, List.of());
  }

  HostQueue<T> attach(JobQueues<T> owner, String host) {
    HostQueue<T> queue = new HostQueue<>(owner, limiter(host));
    queues.computeIfAbsent(host, h -> new ArrayList<>()).add(queue);
    return queue;
  }

  void detach(HostQueue<T> queue) {
    String host = queue.limiter.host();
    List<HostQueue<T>> sharing = queues.get(host);
    if (sharing != null && sharing.remove(queue) && sharing.isEmpty()) {
      queues.remove(host);
    }
  }

  /** Notes a queue that may hold nothing any more. */
  void noteMaybeUnused(HostQueue<T> queue) {
    if (!queue.maybeUnused) {
      queue.maybeUnused = true;
      maybeUnused.add(queue);
    }
  }

  /**
   * Removes the queues that hold nothing. Not as soon as one is empty: a request that has just
   * failed may be about to come back.
   */
  void sweep(long nowMs) {
    HostQueue<T> queue;
    while ((queue = maybeUnused.poll()) != null) {
      queue.maybeUnused = false;
      String host = queue.limiter.host();
      if (queue.unused() && queue.owner.byHost.remove(host, queue)) {
        detach(queue);
        forgetIfWell(host, nowMs);
        queue.owner.unparkReserving();
      }
    }
  }

  /** The host's queues have their turn again. */
  void unpark(String host) {
    for (HostQueue<T> queue : queues(host)) {
      queue.owner.enqueue(queue);
    }
  }

  /** Forgets a host that no job asks for and that is in good health. */
  void forgetIfWell(String host, long nowMs) {
    HostLimiter limiter = limiters.get(host);
    if (limiter != null && !queues.containsKey(host) && limiter.forgettable(nowMs)) {
      limiters.remove(host);
    }
  }

  /** Forgets hosts that no job asks for and that have had time to recover. */
  void tidy(long nowMs, long forgetAfterMs) {
    limiters
        .values()
        .removeIf(
            limiter ->
                limiter.recovered(nowMs, forgetAfterMs) && !queues.containsKey(limiter.host()));
  }
}
