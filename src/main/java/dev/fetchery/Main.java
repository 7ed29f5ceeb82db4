package dev.fetchery;

import dev.fetchery.app.OutOfMemoryExit;
import dev.fetchery.cli.FetcheryCommand;
import dev.fetchery.log.LogSetup;
import java.util.List;

/** The entry point of the program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    OutOfMemoryExit.install();
    // Set before the first logger exists. Commands other than serve print their own output, so
    // their log shows warnings only.
    if (!List.of(args).contains("serve") && System.getenv(LogSetup.LEVEL) == null) {
      System.setProperty(LogSetup.LEVEL, "WARN");
    }
    System.exit(FetcheryCommand.commandLine(args).execute(args));
  }
}
