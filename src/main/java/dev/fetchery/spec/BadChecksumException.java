package dev.fetchery.spec;

/** A text is no checksum. The message is one line that says what it should be. */
public final class BadChecksumException extends Exception {
  private static final long serialVersionUID = 1;

  BadChecksumException(String message) {
    super(message);
  }

  /** What is wrong. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
