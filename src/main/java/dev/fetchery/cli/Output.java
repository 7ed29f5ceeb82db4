package dev.fetchery.cli;

/** What the entry point must know of the output before anything else is loaded. */
public final class Output {
  private Output() {}

  /** Whether standard error is shown on a terminal. */
  public static boolean errorsAreOnTerminal() {
    return Terminal.onErrors();
  }
}
