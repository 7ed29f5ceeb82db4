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
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
      RunCommand.class,
      DemoCommand.class,
      OriginCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Help of a command: fetchery serve --help",
      "Completion for bash and zsh: source <(fetchery completion)"
    })
public final class FetcheryCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FetcheryCommand.class);
  private static final List<String> WITH_SERVICE = List.of("serve", "run", "demo");

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
    root.addSubcommand("completion", new GenerateCompletion());
    root.getSubcommands()
        .forEach(
            (name, command) -> {
              if (WITH_SERVICE.contains(name)) {
                ServiceOptions.addTo(command.getCommandSpec());
              }
            });
    root.setUsageHelpAutoWidth(true);
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
    complain(command, fault.getMessage() + "; see " + name + " --help");
    return ExitCode.USAGE;
  }

  private static int fault(Exception fault, CommandLine command, ParseResult parsed) {
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    if (fault instanceof SettingsException) {
      complain(command, message);
      return ExitCode.USAGE;
    }
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
    LOG.debug("the command failed", fault);
    complain(command, fault instanceof StartFault ? message : "unexpected error: " + message);
    return ExitCode.FAILED;
  }

  /** Prints one line on standard error; line breaks of the message become spaces. */
  static void complain(CommandLine command, String message) {
    String line = message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    command.getErr().println("fetchery: " + Printable.of(line));
    command.getErr().flush();
  }

  static final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"fetchery " + Version.text()};
    }
  }
}
