package dev.fetchery.plan;

import dev.fetchery.job.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What one job has ready, by host. Not thread-safe. */
final class JobLanes<T> {
  final String job;
  final Map<String, Lane<T>> byHost = new HashMap<>();

  /** Lanes that have entries and may have room: each host's turn comes round. */
  final Deque<Lane<T>> round = new ArrayDeque<>();

  final Pace pace;
  Limits limits;
  int active;
  boolean held;

  JobLanes(String job, Limits limits, long nowMs) {
    this.job = job;
    this.limits = limits;
    this.pace = new Pace(limits.requestsPerSecond(), nowMs);
  }

  void enqueue(Lane<T> lane) {
    if (!lane.queued && !lane.isEmpty()) {
      lane.queued = true;
      round.add(lane);
    }
  }

  boolean mayStart() {
    return !held && active < limits.concurrency() && !round.isEmpty();
  }
}
