package dev.fetchery.bus;

import dev.fetchery.job.Part;
import org.jspecify.annotations.Nullable;

/** Where the body of a success goes. */
public sealed interface Sink {

  /**
   * Saved as a file. Small bodies may be held in memory until they are whole.
   *
   * @param target relative to the downloads directory, or null: then the fetcher asks for it when
   *     the response head is there
   * @param part path of the part file, relative to the downloads directory
   * @param replace whether a file at the target may be replaced
   * @param resume a part to be continued, or null: it has another path, and where it cannot be
   *     continued it is removed, never written over
   * @param connections most connections for a large body; 1 or more
   * @param known whether the request asks only for what differs from the file that is there, so
   *     that 304 says that it is unchanged
   */
  record ToFile(
      @Nullable String target,
      String part,
      boolean replace,
      @Nullable Part resume,
      int connections,
      boolean known)
      implements Sink {
    /** One of which nothing is known yet. */
    public ToFile(
        @Nullable String target,
        String part,
        boolean replace,
        @Nullable Part resume,
        int connections) {
      this(target, part, replace, resume, connections, false);
    }
  }

  /**
   * Handed back with the outcome where it is small, else written to a working file as by {@link
   * ToSpool}.
   *
   * @param maxBytes a larger body fails with {@code too_large}
   * @param heldBytes a body of more than so many bytes goes to the file
   * @param spill path of the file, relative to the downloads directory
   */
  record ToMemory(long maxBytes, int heldBytes, String spill) implements Sink {}

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
