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

/** The root of the command line: without a command it prints the help. */
@Command(
    name = "fetchery",
    description = "Bulk downloads as a service.",
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
      "Each command has its own help: fetchery serve --help",
      "Completion of commands and options in bash or zsh: source <(fetchery completion)"
    })
public final class FetcheryCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FetcheryCommand.class);
  private static final List<String> WITH_SERVICE = List.of("serve", "run", "demo");

  @Spec private CommandSpec spec;

  /** Ready to execute these arguments; a service that they start is loaded meanwhile. */
  public static CommandLine commandLine(String... args) {
    if (Arrays.stream(args).anyMatch(WITH_SERVICE::contains)) {
      ClassPreloader.begin();
    }
    return commandLine();
  }

  /** Ready to execute; its exit codes are those each command's help tells. */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new FetcheryCommand());
    root.addSubcommand("completion", new GenerateCompletion());
    for (String name : WITH_SERVICE) {
      CommandSpec command = root.getSubcommands().get(name).getCommandSpec();
      ServiceOptions.addTo(command);
      command.usageMessage().abbreviateSynopsis(true).sortOptions(false);
    }
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
    if (fault instanceof SettingsException) {
      complain(command, fault.getMessage());
      return ExitCode.USAGE;
    }
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED;
    }
    LOG.debug("the command failed", fault);
    String unforeseen = fault instanceof StartFault ? "" : "unforeseen fault: ";
    String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
    complain(command, unforeseen + message);
    return ExitCode.FAILED;
  }

  /** One line on standard error, whatever the message holds. */
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
