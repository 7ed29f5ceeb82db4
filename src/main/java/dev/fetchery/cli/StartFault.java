package dev.fetchery.cli;

/**
 * The service cannot start, or go on: one line that says what, where, and what to do about it. Ends
 * the program with 1.
 */
final class StartFault extends Exception {
  private static final long serialVersionUID = 1;

  StartFault(String message) {
    super(message);
  }

  StartFault(String message, Throwable cause) {
    super(message, cause);
  }
}
