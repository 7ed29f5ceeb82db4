package dev.fetchery.cli;

import java.util.List;

/** A file or a list that is not what a command needs. */
final class InvalidInput extends Exception {
  private static final long serialVersionUID = 1;
  private final List<String> lines;

  InvalidInput(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  /** One line for each fault. */
  List<String> lines() {
    return lines;
  }
}
