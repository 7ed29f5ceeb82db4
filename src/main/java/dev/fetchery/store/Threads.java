package dev.fetchery.store;

/** Waiting for threads to end. */
final class Threads {
  private Threads() {}

  /** Waits to the end of it, unless called by it or interrupted. */
  static void join(Thread thread) {
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
