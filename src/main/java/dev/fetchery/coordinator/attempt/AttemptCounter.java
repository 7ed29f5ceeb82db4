package dev.fetchery.coordinator.attempt;

import dev.fetchery.context.Confined;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what the attempts at items came to, for the metrics. Confined to the coordinator's event
 * loop.
 */
public final class AttemptCounter {
  /** The cause of an attempt that succeeded. */
  public static final String OK = "ok";

  private final Confined confined = new Confined();
  private final Map<String, Long> byCause = new HashMap<>();

  /**
   * @param cause {@link #OK} or the wire name of an error code
   */
  public void count(String cause) {
    assert confined.here();
    byCause.merge(cause, 1L, Long::sum);
  }

  /** Attempts since the start, by cause. */
  public Map<String, Long> counts() {
    return Map.copyOf(byCause);
  }
}
