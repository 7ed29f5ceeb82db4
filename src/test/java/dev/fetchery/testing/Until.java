package dev.fetchery.testing;

import java.util.concurrent.Callable;

/** Waits for what another thread brings about, until the test's own timeout interrupts it. */
public final class Until {
  private Until() {}

  /** Asks again and again. */
  public static void holds(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("in vain");
      }
      Thread.onSpinWait();
    }
  }
}
