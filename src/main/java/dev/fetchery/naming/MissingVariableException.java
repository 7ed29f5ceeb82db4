package dev.fetchery.naming;

/** A template asks for a variable that this item does not have. */
public final class MissingVariableException extends ValueException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * @param name the name as the template writes it, modifiers included
   */
  public MissingVariableException(String name) {
    super("there is no value for {" + name + "}");
    this.name = name;
  }

  /** The name as the template writes it, modifiers included. */
  public String name() {
    return name;
  }
}
