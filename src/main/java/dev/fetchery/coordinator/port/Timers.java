package dev.fetchery.coordinator.port;

/** Runs something later on the coordinator's event loop. */
@FunctionalInterface
public interface Timers {
  /**
   * @param delayMs at least 1
   */
  void after(long delayMs, Runnable action);
}
