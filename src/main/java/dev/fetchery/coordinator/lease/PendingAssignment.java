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
import java.util.function.LongConsumer;

/**
 * What is to be sent to one fetcher, gathered until one of its reports can be answered. Confined to
 * the coordinator's event loop.
 */
public final class PendingAssignment {
  private final Confined confined = new Confined();
  private final String fetcher;
  private final String node;
  private final Runnable whenAdded;

  /** Byte rates as last sent, by job. */
  private final Map<String, Long> sentRates = new HashMap<>();

  private List<LongConsumer> whenSent = new ArrayList<>();
  private List<Task> tasks = new ArrayList<>();
  private List<NameGrant> names = new ArrayList<>();
  private List<Stop> stops = new ArrayList<>();
  private List<Long> settled = new ArrayList<>();
  private Map<String, Long> rates = new HashMap<>();
  private Map<String, Long> rests = new HashMap<>();

  /**
   * @param node that the fetcher is on
   * @param whenAdded called when there is something to be sent
   */
  public PendingAssignment(String fetcher, String node, Runnable whenAdded) {
    this.fetcher = fetcher;
    this.node = node;
    this.whenAdded = whenAdded;
  }

  String fetcher() {
    return fetcher;
  }

  String node() {
    return node;
  }

  /**
   * @param sent told the number of the report whose answer takes the task along
   */
  void add(Task task, LongConsumer sent) {
    assert confined.here();
    whenSent.add(sent);
    tasks.add(task);
    whenAdded.run();
  }

  void add(NameGrant grant) {
    assert confined.here();
    names.add(grant);
    whenAdded.run();
  }

  void add(Stop stop) {
    assert confined.here();
    stops.add(stop);
    whenAdded.run();
  }

  void settle(long task) {
    assert confined.here();
    settled.add(task);
    whenAdded.run();
  }

  /** Sets what the fetcher may read for a job, in bytes per second; sent where it is a change. */
  void rate(String job, long bytesPerSecond) {
    assert confined.here();
    if (!Long.valueOf(bytesPerSecond).equals(sentRates.put(job, bytesPerSecond))) {
      rates.put(job, bytesPerSecond);
      whenAdded.run();
    }
  }

  /** The pieces of files under way are not asked for at this host for so long. */
  void rest(String host, long ms) {
    assert confined.here();
    rests.merge(host, ms, Math::max);
    whenAdded.run();
  }

  boolean hasRate(String job) {
    return sentRates.containsKey(job);
  }

  void forgetRate(String job) {
    assert confined.here();
    sentRates.remove(job);
  }

  /**
   * What is to be sent, which may be nothing; begins anew.
   *
   * @param number of the report that it answers
   */
  Assignment take(long number) {
    assert confined.here();
    if (isEmpty()) {
      return new Assignment(number, List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());
    }
    whenSent.forEach(sent -> sent.accept(number));
    Assignment assignment = new Assignment(number, tasks, names, stops, settled, rates, rests);
    whenSent = new ArrayList<>();
    tasks = new ArrayList<>();
    names = new ArrayList<>();
    stops = new ArrayList<>();
    settled = new ArrayList<>();
    rates = new HashMap<>();
    rests = new HashMap<>();
    return assignment;
  }

  boolean isEmpty() {
    return tasks.isEmpty()
        && names.isEmpty()
        && stops.isEmpty()
        && settled.isEmpty()
        && rates.isEmpty()
        && rests.isEmpty();
  }
}
