package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that speaks to a service that runs already. */
abstract class ClientCommand implements Callable<Integer> {
  /** End of the help of every such command. */
  static final String EXIT = "Exit status: 0 done, 1 refused or no service there, 2 bad options";

  @Spec CommandSpec spec;
  @Mixin ServerOptions server = new ServerOptions();

  @Override
  public final Integer call() throws Exception {
    try {
      return run(server.client());
    } catch (ClientFault e) {
      printAnswer(e);
      throw e;
    }
  }

  abstract int run(ServiceClient client) throws Exception;

  /** Refuses what is no id, but would name another path of the interface, as that of all jobs. */
  void checkId(String id) {
    if (id.isBlank() || id.equals(".") || id.equals("..")) {
      throw new ParameterException(spec.commandLine(), "\"" + id + "\" is not the id of a job");
    }
  }

  void println(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  /** With --json a refusal is an answer like any other. */
  private void printAnswer(ClientFault refused) {
    if (server.json() && !refused.answer().isEmpty()) {
      println(refused.answer());
    }
  }

  void complain(String line) {
    Mistakes.complain(spec.commandLine(), line);
  }

  /** Says why something did not work, and gives the exit code for it. */
  int complain(String about, ClientFault fault) {
    printAnswer(fault);
    fault.lines().forEach(line -> complain(about.isEmpty() ? line : about + ": " + line));
    return Math.max(ExitCode.FAILED, fault.exitCode());
  }
}
