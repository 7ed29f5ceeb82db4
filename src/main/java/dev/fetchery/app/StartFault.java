package dev.fetchery.app;

/**
 * The service cannot start, or go on: one line that says what, where, and what to do about it. Ends
 * the program with 1.
 */
public final class StartFault extends Exception {
  private static final long serialVersionUID = 1;

  public StartFault(String message) {
    super(message);
  }

  public StartFault(String message, Throwable cause) {
    super(message, cause);
  }
}
