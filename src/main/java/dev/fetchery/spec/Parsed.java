package dev.fetchery.spec;

import java.util.List;

/** Something posted, read, or everything that is wrong with it. */
public sealed interface Parsed<T> {

  record Ok<T>(T value) implements Parsed<T> {}

  /**
   * @param problems every fault found, up to 1,000; at least one
   */
  record Bad<T>(List<Violation> problems) implements Parsed<T> {
    public Bad {
      problems = List.copyOf(problems);
    }
  }
}
