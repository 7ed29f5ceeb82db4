package dev.fetchery.app;

import org.jspecify.annotations.Nullable;

/**
 * The service cannot start or continue. The message is one line: what, where, and what to do. The
 * program ends with {@link ExitCode#FAILED}.
 */
public final class StartFault extends Exception {
  private static final long serialVersionUID = 1;

  public StartFault(String message) {
    super(message);
  }

  public StartFault(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
