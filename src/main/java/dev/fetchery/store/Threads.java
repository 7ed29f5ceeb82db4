package dev.fetchery.store;

/** Waits for threads to end. */
final class Threads {
  private Threads() {}

  /** Returns when the thread has ended, at once if it is the caller, or when interrupted. */
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
