package dev.fetchery.naming;

/** A piece of a {@link Template}. */
sealed interface Piece {
  /**
   * Text that stands for itself.
   *
   * @param offset where it was written in the template, in chars
   */
  record Literal(String text, int offset) implements Piece {}

  /** A variable by its name, with its modifiers, as it was written. */
  record Variable(String name) implements Piece {}
}
