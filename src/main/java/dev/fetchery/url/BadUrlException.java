package dev.fetchery.url;

/**
 * A text that is no absolute http or https URL. The message is one line that says why, without the
 * URL, which may hold secrets. Carries no stack trace: it is a result, not a bug.
 */
public final class BadUrlException extends Exception {
  private static final long serialVersionUID = 1L;

  BadUrlException(String why) {
    super(why, null, false, false);
  }

  /** Why the text is no URL, in one line. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
