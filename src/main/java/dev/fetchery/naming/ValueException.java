package dev.fetchery.naming;

/** A template cannot be filled in: a value that it asks for is missing, or too long. */
public abstract sealed class ValueException extends RuntimeException
    permits MissingVariableException, TooLongException {
  private static final long serialVersionUID = 1L;

  private final String why;

  /**
   * @param why names the value, in one line
   */
  ValueException(String why) {
    super(why);
    this.why = why;
  }

  /** Which value it is and what is wrong with it, in one line. */
  public final String why() {
    return why;
  }
}
