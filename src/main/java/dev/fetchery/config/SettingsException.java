package dev.fetchery.config;

/** A setting cannot be used. The message is one line: which, where it is set, what is expected. */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
