package dev.fetchery.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an origin counts of those who ask it. Safe for use by many threads. */
final class Arrivals {
  private final int connectionsPerAddress;
  private final Map<String, Integer> connections = new HashMap<>();
  private final Map<String, Integer> atOnce = new HashMap<>();
  private final Map<String, Integer> mostAtOnce = new HashMap<>();
  private final Map<String, List<Long>> ends = new HashMap<>();
  private int turnedAway;

  /**
   * @param connectionsPerAddress that an address may have; further ones are turned away
   */
  Arrivals(int connectionsPerAddress) {
    this.connectionsPerAddress = connectionsPerAddress;
  }

  /** Whether an address may have one more connection. */
  synchronized boolean connected(String from) {
    boolean allowed = connections.merge(from, 1, Integer::sum) <= connectionsPerAddress;
    turnedAway += allowed ? 0 : 1;
    return allowed;
  }

  synchronized void closed(String from) {
    connections.merge(from, -1, Integer::sum);
  }

  /** A request of a job begins. */
  synchronized void began(String job) {
    int now = atOnce.merge(job, 1, Integer::sum);
    mostAtOnce.merge(job, now, Math::max);
  }

  /** All of its answer is written. */
  synchronized void ended(String job) {
    ends.computeIfAbsent(job, j -> new ArrayList<>()).add(System.nanoTime());
    atOnce.merge(job, -1, Integer::sum);
  }

  /** Connections beyond those that are allowed. */
  synchronized int turnedAway() {
    return turnedAway;
  }

  /** The most requests of a job that were under way at once. */
  synchronized int mostAtOnce(String job) {
    return mostAtOnce.getOrDefault(job, 0);
  }

  /**
   * How many answers to a job were written a second, where they came fastest: other work of the
   * machine must not count.
   *
   * @param answers that are looked at together
   */
  synchronized double perSecond(String job, int answers) {
    List<Long> times = ends.getOrDefault(job, List.of());
    long least = Long.MAX_VALUE;
    for (int i = 0; i + answers < times.size(); i++) {
      least = Math.min(least, times.get(i + answers) - times.get(i));
    }
    return answers * 1e9 / least;
  }
}
