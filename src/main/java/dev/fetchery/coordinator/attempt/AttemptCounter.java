package dev.fetchery.coordinator.attempt;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the attempts at items came to, for the metrics. */
public final class AttemptCounter {
  /** The cause of an attempt that succeeded. */
  public static final String OK = "ok";

  private final Map<String, LongAdder> byCause = new HashMap<>();

  /**
   * @param cause {@link #OK} or the wire name of an error code
   */
  public void count(String cause) {
    byCause.computeIfAbsent(cause, first -> new LongAdder()).increment();
  }

  /** Attempts since the start, by cause. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    byCause.forEach((cause, count) -> counts.put(cause, count.sum()));
    return Map.copyOf(counts);
  }
}
