package dev.fetchery;

import dev.fetchery.cli.FetcheryCommand;
import dev.fetchery.log.LogSetup;
import java.util.List;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Read when the first logger is made. Commands for people speak for themselves: of the log,
    // only what is wrong is of interest beside that.
    if (!List.of(args).contains("serve") && System.getenv(LogSetup.LEVEL) == null) {
      System.setProperty(LogSetup.LEVEL, "WARN");
    }
    System.exit(FetcheryCommand.commandLine(args).execute(args));
  }
}
