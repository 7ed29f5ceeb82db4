package dev.fetchery.json.path;

import java.util.List;

/** An expression of a filter that holds or does not (RFC 9535, 2.3.5). */
sealed interface Logical {

  /** Whether one of these holds. */
  record Or(List<Logical> parts) implements Logical {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** Whether all of these hold. */
  record And(List<Logical> parts) implements Logical {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** Whether it does not hold. */
  record Not(Logical part) implements Logical {}

  /** Whether a query selects anything. */
  record Exists(Selector.Query query) implements Logical {}

  /** Whether two values compare so. */
  record Comparison(Operand left, Operator operator, Operand right) implements Logical {}

  /**
   * Whether a text matches a regular expression (RFC 9485).
   *
   * @param whole whether all of it must match, not a part
   */
  record Matches(Operand text, Operand pattern, boolean whole) implements Logical {}

  /** The comparisons. */
  enum Operator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    MORE(">");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
