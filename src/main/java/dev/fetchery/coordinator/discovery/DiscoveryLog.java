package dev.fetchery.coordinator.discovery;

import dev.fetchery.log.JobMdc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of discoveries. */
public final class DiscoveryLog {
  private static final Logger LOG = LoggerFactory.getLogger(DiscoveryLog.class);

  private DiscoveryLog() {}

  /**
   * Tells where in the service it was that the reading of a source, or of a branch, broke off.
   *
   * @param job its id
   */
  public static void brokeOff(String job, Throwable cause) {
    JobMdc.of(job, () -> LOG.warn("job {}: discovery broke off", job, cause));
  }
}
