package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.Task;
import dev.fetchery.context.Confined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent to one fetcher, gathered until the next flush. Confined to the coordinator's
 * event loop.
 */
public final class PendingAssignment {
  private final Confined confined = new Confined();
  private final String fetcher;
  private final long epoch;

  /** Byte rates as last sent, by job. */
  private final Map<String, Long> sentRates = new HashMap<>();

  private long reportNumber;
  private boolean acknowledge;
  private List<Task> tasks = new ArrayList<>();
  private List<NameGrant> names = new ArrayList<>();
  private List<Stop> stops = new ArrayList<>();
  private List<Long> settled = new ArrayList<>();
  private Map<String, Long> rates = new HashMap<>();

  public PendingAssignment(String fetcher, long epoch) {
    this.fetcher = fetcher;
    this.epoch = epoch;
  }

  String fetcher() {
    return fetcher;
  }

  void acknowledge(long number) {
    assert confined.here();
    reportNumber = number;
    acknowledge = true;
  }

  void add(Task task) {
    assert confined.here();
    tasks.add(task);
  }

  void add(NameGrant grant) {
    assert confined.here();
    names.add(grant);
  }

  void add(Stop stop) {
    assert confined.here();
    stops.add(stop);
  }

  void settle(long task) {
    assert confined.here();
    settled.add(task);
  }

  /** Sets what the fetcher may read for a job, in bytes per second; sent where it is a change. */
  void rate(String job, long bytesPerSecond) {
    assert confined.here();
    if (!Long.valueOf(bytesPerSecond).equals(sentRates.put(job, bytesPerSecond))) {
      rates.put(job, bytesPerSecond);
    }
  }

  boolean hasRate(String job) {
    return sentRates.containsKey(job);
  }

  void forgetRate(String job) {
    assert confined.here();
    sentRates.remove(job);
  }

  /** What is to be sent, or null; begins anew. */
  @Nullable Assignment take() {
    assert confined.here();
    if (isEmpty()) {
      return null;
    }
    Assignment assignment =
        new Assignment(epoch, reportNumber, tasks, names, stops, settled, rates);
    acknowledge = false;
    tasks = new ArrayList<>();
    names = new ArrayList<>();
    stops = new ArrayList<>();
    settled = new ArrayList<>();
    rates = new HashMap<>();
    return assignment;
  }

  private boolean isEmpty() {
    return !acknowledge
        && tasks.isEmpty()
        && names.isEmpty()
        && stops.isEmpty()
        && settled.isEmpty()
        && rates.isEmpty();
  }
}
