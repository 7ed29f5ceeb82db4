package dev.fetchery.app;

import dev.fetchery.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a process that has lost the right to write to its store. */
final class StoreLoss {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLoss.class);

  private StoreLoss() {}

  /**
   * Ends the process at once. Another one may write by now: an orderly stop would wait for what can
   * no longer be stored, and meanwhile save files that the other one fetches.
   */
  static void end(StoreException fault) {
    LOG.error("{}: ending; the next process goes on from what is stored", fault.getMessage());
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }
}
