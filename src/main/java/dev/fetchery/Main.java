package dev.fetchery;

import dev.fetchery.cli.Commands;
import java.util.List;

/** Where the program begins. */
public final class Main {
  private static final String LOG_LEVEL = "FETCHERY_LOG_LEVEL";

  private Main() {}

  public static void main(String[] args) {
    // Read when the first logger is made. Commands for people speak for themselves: of the log,
    // only what is wrong is of interest beside that.
    if (!List.of(args).contains("serve") && System.getenv(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "WARN");
    }
    System.exit(Commands.commandLine().execute(args));
  }
}
