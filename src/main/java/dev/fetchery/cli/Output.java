package dev.fetchery.cli;

import java.util.List;

/** What the entry point must know of the output before anything else is loaded. */
public final class Output {
  private static final List<String> LOGGING = List.of("serve", "fetcher");

  private Output() {}

  /** Whether the log is the output of a command of this name. */
  public static boolean isLog(String command) {
    return LOGGING.contains(command);
  }

  /** Whether standard error is shown on a terminal. */
  public static boolean errorsAreOnTerminal() {
    return Terminal.onErrors();
  }
}
