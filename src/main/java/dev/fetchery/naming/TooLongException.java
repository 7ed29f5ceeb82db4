package dev.fetchery.naming;

/** A template asks for a variable whose value is too long for it, or was too long to be kept. */
public final class TooLongException extends ValueException {
  private static final long serialVersionUID = 1L;

  /**
   * @param name of the variable
   * @param what follows the value's name: what is too long, and the limit
   */
  public TooLongException(String name, String what) {
    super("the value of {" + name + "} " + what);
  }
}
