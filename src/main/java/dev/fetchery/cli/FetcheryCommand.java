package dev.fetchery.cli;

import dev.fetchery.app.ClassPreloader;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.Version;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The root of the command line; prints the help if no command is given. */
@Command(
    name = "fetchery",
    description = "Downloads lists of URLs, with retries, limits per host and a web interface.",
    mixinStandardHelpOptions = true,
    versionProvider = FetcheryCommand.BuildVersion.class,
    subcommands = {
      ServeCommand.class,
      GetCommand.class,
      RunCommand.class,
      SubmitCommand.class,
      ListCommand.class,
      ShowCommand.class,
      WatchCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      VerifyCommand.class,
      DeleteCommand.class,
      DemoCommand.class,
      OriginCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Help of a command: fetchery help serve",
      "Completion: source <(fetchery completion bash), or zsh in place of bash"
    })
public final class FetcheryCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FetcheryCommand.class);
  private static final List<String> WITH_SERVICE = List.of("serve", "run", "get", "demo");

  @Spec private CommandSpec spec;

  /** A command line for these arguments; starts loading the service's classes if they need it. */
  public static CommandLine commandLine(String... args) {
    if (Arrays.stream(args).anyMatch(WITH_SERVICE::contains)) {
      ClassPreloader.begin();
    }
    return commandLine();
  }

  /** A command line with all commands. */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new FetcheryCommand());
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              if (WITH_SERVICE.contains(name)) {
                ServiceOptions.addTo(command.getCommandSpec());
              }
            });
    root.setUsageHelpAutoWidth(true);
    // the last wins, so that an alias or a script can be overridden
    root.setOverwrittenOptionsAllowed(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    root.setParameterExceptionHandler(FetcheryCommand::badOptions);
    root.setExecutionExceptionHandler(FetcheryCommand::fault);
    return root;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int badOptions(ParameterException fault, String[] args) {
    CommandLine command = fault.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    Mistakes.complain(command, Mistakes.message(fault) + "; see " + name + " --help");
    return ExitCode.USAGE;
  }

  private static int fault(Exception fault, CommandLine command, ParseResult parsed) {
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    if (fault instanceof ClientFault client) {
      client.lines().forEach(line -> Mistakes.complain(command, line));
      return client.exitCode();
    }
    if (fault instanceof SettingsException) {
      Mistakes.complain(command, message);
      return ExitCode.USAGE;
    }
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
    LOG.debug("the command failed", fault);
    Mistakes.complain(
        command, fault instanceof StartFault ? message : "unexpected error: " + message);
    return ExitCode.FAILED;
  }

  static final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fetchery " + Version.text()};
    }
  }
}
