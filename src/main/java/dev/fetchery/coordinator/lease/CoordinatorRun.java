package dev.fetchery.coordinator.lease;

/**
 * A coordinator, from its start to its end.
 *
 * @param epoch counts the starts on one store, from 1
 * @param node the process that it runs in
 */
public record CoordinatorRun(long epoch, String node) {
  private static final int TASK_BITS = 32;

  /**
   * The id of a task, which no coordinator of this store has given before.
   *
   * @param number of the task in this run, from 1
   */
  long taskId(long number) {
    return epoch << TASK_BITS | number;
  }
}
