package dev.fetchery.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What one job has ready for one host, in order. Not thread-safe. */
final class Lane<T> {
  final JobLanes<T> owner;
  final HostGovernor governor;
  final Deque<Entry<T>> urgent = new ArrayDeque<>();
  final Deque<Entry<T>> queue = new ArrayDeque<>();
  int active;

  /** Whether it stands in its owner's round of lanes that may start. */
  boolean queued;

  Lane(JobLanes<T> owner, HostGovernor governor) {
    this.owner = owner;
    this.governor = governor;
  }

  boolean isEmpty() {
    return urgent.isEmpty() && queue.isEmpty();
  }

  int size() {
    return urgent.size() + queue.size();
  }

  Entry<T> poll() {
    Entry<T> first = urgent.poll();
    return first != null ? first : queue.poll();
  }

  void add(Entry<T> entry) {
    (entry.urgent ? urgent : queue).add(entry);
  }

  boolean admits(long nowMs) {
    return active < owner.limits.perHost() && governor.admits(nowMs);
  }

  void drainTo(Consumer<Entry<T>> sink) {
    urgent.forEach(sink);
    queue.forEach(sink);
    urgent.clear();
    queue.clear();
  }
}
