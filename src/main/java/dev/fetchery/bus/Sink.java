package dev.fetchery.bus;

import dev.fetchery.job.Part;

/** What becomes of the body of a success. */
public sealed interface Sink {

  /**
   * Saved as a file. Small bodies may be held in memory until they are whole.
   *
   * @param target relative to the downloads directory, or null: then it is asked for with the
   *     answer's head
   * @param part path of the part file, relative to the downloads directory
   * @param replace whether a file at the target may be replaced
   * @param resume a part to be continued, or null: it has another path, and where it cannot be
   *     continued it is removed, never written over
   * @param connections that a large body may come by; 1 or more
   */
  record ToFile(String target, String part, boolean replace, Part resume, int connections)
      implements Sink {}

  /**
   * Handed back with the outcome.
   *
   * @param maxBytes a larger body fails with {@code too_large}
   */
  record ToMemory(long maxBytes) implements Sink {}

  /**
   * Written to a working file, replacing what is there, for the coordinator to read.
   *
   * @param path relative to the downloads directory
   * @param maxBytes a larger body fails with {@code too_large}; 0 for no limit
   */
  record ToSpool(String path, long maxBytes) implements Sink {}

  /** Read to the end and dropped; any final status is a success. */
  record Drop() implements Sink {}
}
