package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One fetcher for as long as it keeps reporting. Confined to the coordinator's context. */
final class FetcherSession {
  final String fetcher;
  final long epoch;
  final int capacity;
  final Map<Long, Lease> leases = new HashMap<>();

  /** Parts that are to go once their task is settled: path and owner by task. */
  final Map<Long, Leftover> unsettled = new HashMap<>();

  /** Byte rates as last told, by job. */
  final Map<String, Long> toldRates = new HashMap<>();

  /** Leases that only wait for a name: they take no room. */
  int waitingForName;

  /** When it was last heard of, on the coordinator's lease clock. */
  long heardAtMs;

  private long reportNumber;
  private boolean acknowledge;
  private List<Task> tasks = new ArrayList<>();
  private List<NameGrant> names = new ArrayList<>();
  private List<Stop> stops = new ArrayList<>();
  private List<Long> settled = new ArrayList<>();
  private Map<String, Long> rates = new HashMap<>();

  /** Where the part may be that stays beside its published file until the outcome is stored. */
  record Leftover(JobRunner runner, List<String> parts) {}

  FetcherSession(String fetcher, long epoch, int capacity, long nowMs) {
    this.fetcher = fetcher;
    this.epoch = epoch;
    this.capacity = capacity;
    this.heardAtMs = nowMs;
  }

  int free() {
    return capacity - (leases.size() - waitingForName);
  }

  void heard(long number, long nowMs) {
    reportNumber = number;
    acknowledge = true;
    heardAtMs = nowMs;
  }

  void order(Task task) {
    tasks.add(task);
  }

  void order(NameGrant named) {
    names.add(named);
  }

  void order(Stop stop) {
    stops.add(stop);
  }

  void settle(long task) {
    settled.add(task);
  }

  void rate(String job, long bytesPerSecond) {
    if (!Long.valueOf(bytesPerSecond).equals(toldRates.put(job, bytesPerSecond))) {
      rates.put(job, bytesPerSecond);
    }
  }

  /** What is to be said, or null. */
  Assignment takeOrders() {
    boolean something =
        acknowledge
            || !tasks.isEmpty()
            || !names.isEmpty()
            || !stops.isEmpty()
            || !settled.isEmpty()
            || !rates.isEmpty();
    if (!something) {
      return null;
    }
    Assignment orders = new Assignment(epoch, reportNumber, tasks, names, stops, settled, rates);
    acknowledge = false;
    tasks = new ArrayList<>();
    names = new ArrayList<>();
    stops = new ArrayList<>();
    settled = new ArrayList<>();
    rates = new HashMap<>();
    return orders;
  }
}
