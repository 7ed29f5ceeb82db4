package dev.fetchery.coordinator.port;

import dev.fetchery.bus.CoordinatorEvent;

/** Publishes what has happened to jobs, after it is stored. */
@FunctionalInterface
public interface Announcer {
  void announce(CoordinatorEvent event);
}
