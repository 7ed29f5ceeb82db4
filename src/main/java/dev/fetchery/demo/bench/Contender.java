package dev.fetchery.demo.bench;

import java.nio.file.Path;

/** One way of doing a bench's work. Blocks. */
public interface Contender {
  /** Its label in the table. */
  String name();

  /**
   * Does the work once.
   *
   * @param dir where to save; exists and is empty
   * @return number of files saved
   */
  long run(Path dir) throws Exception;
}
