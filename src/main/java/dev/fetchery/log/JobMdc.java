package dev.fetchery.log;

import org.slf4j.MDC;

/**
 * Puts a job's id beside every line that is logged about it. An event loop serves many jobs in
 * turn, so the id goes again when the lines are written; a continuation ({@code map}, {@code
 * compose}) is another handler and names its job anew.
 */
public final class JobMdc {
  /** The key under which appenders find it. */
  public static final String KEY = "job";

  private JobMdc() {}

  /** Runs what logs: {@code JobMdc.of(id, () -> LOG.info("started"))}. */
  public static void of(String jobId, Runnable lines) {
    String outer = MDC.get(KEY);
    MDC.put(KEY, jobId);
    try {
      lines.run();
    } finally {
      if (outer == null) {
        MDC.remove(KEY);
      } else {
        MDC.put(KEY, outer);
      }
    }
  }
}
