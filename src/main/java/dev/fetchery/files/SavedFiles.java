package dev.fetchery.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Files that were saved, to be read. Its methods block; safe for use by many threads. */
public interface SavedFiles {

  /**
   * Opens a file.
   *
   * @param path relative to the place of all files, with {@code /}
   * @return null where there is no such file
   * @throws IOException where that cannot be told
   */
  @Nullable OpenFile open(String path) throws IOException;

  /** Room that is left, in bytes; null where that cannot be told. */
  @Nullable Long freeBytes();

  /** What keeps files from being saved now, one line; null where nothing does. */
  @Nullable String fault();
}
