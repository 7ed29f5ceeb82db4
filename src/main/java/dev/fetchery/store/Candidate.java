package dev.fetchery.store;

import org.jspecify.annotations.Nullable;

/**
 * A process that reads a store and writes to it as soon as no other process does. Its calls block.
 * Safe for use by many threads.
 */
public interface Candidate extends AutoCloseable {

  /** What is committed. Good until this is closed, also when this process writes by then. */
  JobReads reads();

  /**
   * Tries to become the process that writes. Closing the store gives the right back.
   *
   * @return the store, the same one from then on; null while another process writes, or where the
   *     database cannot be reached or this is closed
   */
  @Nullable JobStore tryToWrite();

  /** Closes the store too, where there is one. */
  @Override
  void close();
}
