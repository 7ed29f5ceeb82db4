package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.io.PrintWriter;
import java.util.List;

/** What the entry point must know of the output before anything else is loaded. */
public final class Output {
  private static final List<String> LOGGING = List.of("serve", "fetcher");

  private static final StandardOutput STANDARD = StandardOutput.ofProcess();

  private Output() {}

  static PrintWriter writer() {
    return STANDARD.writer();
  }

  /** The status of the process: not 0 where what it printed could not be written. */
  public static int status(int status) {
    String fault = STANDARD.fault(Terminal.isPipe(1));
    if (fault == null) {
      return status;
    }
    System.err.println("fetchery: standard output cannot be written: " + fault);
    return status == ExitCode.OK ? ExitCode.FAILED : status;
  }

  /** Whether the log is the output of a command of this name. */
  public static boolean isLog(String command) {
    return LOGGING.contains(command);
  }

  /** Says that the process ends now; on a terminal below the bar. */
  static void endedAtOnce() {
    System.err.println((errorsAreOnTerminal() ? "\n" : "") + "fetchery: ended at once");
  }

  /** Whether standard error is shown on a terminal. */
  public static boolean errorsAreOnTerminal() {
    return Terminal.onErrors();
  }
}
