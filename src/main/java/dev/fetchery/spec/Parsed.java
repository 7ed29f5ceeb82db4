package dev.fetchery.spec;

import java.util.List;

/** A posted document as read, or all of its faults. */
public sealed interface Parsed<T> {

  record Ok<T>(T value) implements Parsed<T> {}

  /**
   * @param violations every fault found, up to 1,000; at least one
   */
  record Bad<T>(List<Violation> violations) implements Parsed<T> {
    public Bad {
      violations = List.copyOf(violations);
    }
  }
}
