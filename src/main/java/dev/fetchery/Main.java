package dev.fetchery;

import dev.fetchery.cli.FetcheryCommand;
import dev.fetchery.cli.OutOfMemoryExit;
import dev.fetchery.cli.Output;
import dev.fetchery.log.LogSetup;
import java.util.Arrays;

/** The entry point of the program. */
public final class Main {
  private static final String RECORDED = "io.netty.jfr.enabled";

  private Main() {}

  public static void main(String[] args) {
    OutOfMemoryExit.install();
    // Set before the first logger exists. Commands other than these print their own output: their
    // log shows warnings only, and nothing where it would stand among the lines of a terminal.
    if (System.getenv(LogSetup.LEVEL) == null && !Output.isLog(command(args))) {
      System.setProperty(LogSetup.LEVEL, Output.errorsAreOnTerminal() ? "OFF" : "WARN");
    }
    // Netty's events for the flight recorder would load the recorder at every start.
    if (System.getProperty(RECORDED) == null) {
      System.setProperty(RECORDED, "false");
    }
    System.exit(Output.status(FetcheryCommand.commandLine(args).execute(args)));
  }

  private static String command(String[] args) {
    return Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst().orElse("");
  }
}
