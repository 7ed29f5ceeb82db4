package dev.fetchery.config;

/** A setting cannot be used; the message is one line that says which, where, and what is right. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
