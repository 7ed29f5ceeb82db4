package dev.fetchery.coordinator.lease;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One fetcher for as long as it keeps reporting. */
final class FetcherSession {
  final String fetcher;
  final long epoch;
  final int capacity;
  final PendingAssignment assignment;

  /** By number of the task. */
  final Map<Long, Lease> leases = new HashMap<>();

  /** Parts that go when their task is settled, by number of the task. */
  final Map<Long, Unsettled> unsettled = new HashMap<>();

  /** Leases that only wait for a name: they take no room. */
  int waitingForName;

  /** When it was last heard of, on the coordinator's lease clock. */
  long heardAtMs;

  /** Where the part may be that stays beside its published file until the outcome is stored. */
  record Unsettled(JobEvents job, List<String> parts) {}

  FetcherSession(String fetcher, long epoch, int capacity, long nowMs) {
    this.fetcher = fetcher;
    this.epoch = epoch;
    this.capacity = capacity;
    this.heardAtMs = nowMs;
    this.assignment = new PendingAssignment(fetcher, epoch);
  }

  int free() {
    return capacity - (leases.size() - waitingForName);
  }

  void heard(long number, long nowMs) {
    assignment.acknowledge(number);
    heardAtMs = nowMs;
  }
}
