package dev.fetchery.coordinator.lease;

/**
 * A coordinator, from its start to its end.
 *
 * @param epoch counts the starts on one store, from 1
 * @param node the process that it runs in
 */
public record CoordinatorRun(long epoch, String node) {
  private static final int NUMBER_BITS = 32;

  /**
   * An id that no coordinator of this store has given before.
   *
   * @param number of the task, or the session, in this run, from 1
   */
  long id(long number) {
    return epoch << NUMBER_BITS | number;
  }
}
