package dev.fetchery.demo.bench;

import java.nio.file.Path;

/** One way of doing the bench's work: read a paged listing, save all it names. Blocks. */
public interface Contender {
  /** What stands in the table. */
  String name();

  /**
   * Does the work once.
   *
   * @param dir where to save; empty and there
   * @return how many files were saved
   */
  long run(Path dir) throws Exception;
}
