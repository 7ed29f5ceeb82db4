package dev.fetchery.coordinator.port;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the steps of each item, from discovery to announcement, to the logger {@value #LOGGER} at
 * level TRACE: one line a step, with the item's job and number. Costs nothing while off.
 */
public final class Trace {
  public static final String LOGGER = "dev.fetchery.trace";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  private Trace() {}

  /** Whether steps are logged; asked before a loop over many items. */
  public static boolean on() {
    return LOG.isTraceEnabled();
  }

  public static void step(String job, long seq, String step) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("job {} item {}: {}", job, seq, step);
    }
  }

  public static void step(String job, long seq, String step, long detail) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("job {} item {}: {} {}", job, seq, step, detail);
    }
  }

  /**
   * @param detail beside the step, or null
   */
  public static void step(String job, long seq, String step, @Nullable Object detail) {
    if (LOG.isTraceEnabled()) {
      LOG.trace("job {} item {}: {} {}", job, seq, step, detail);
    }
  }
}
