package dev.fetchery.cli;

import dev.fetchery.app.ClassPreloader;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
    footer = {
      "",
      "Help of a command: fetchery help serve",
      "Completion: source <(fetchery completion bash), or zsh in place of bash"
    })
public final class FetcheryCommand implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(FetcheryCommand.class);
  private static final List<String> WITH_SERVICE = List.of("serve", "run", "get", "demo");

  /** What tells of the others. */
  private static final List<String> OF_ALL = List.of("help", "completion");

  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of(
          "serve",
          "get",
          "run",
          "submit",
          "list",
          "show",
          "watch",
          "pause",
          "resume",
          "cancel",
          "retry",
          "verify",
          "delete",
          "fetcher",
          "demo",
          "origin",
          "bench",
          "completion",
          "help");

  @Spec private CommandSpec spec;

  /** No table of constructors: each start would load the classes of all commands for it. */
  private static Object command(String name) {
    return switch (name) {
      case "serve" -> new ServeCommand();
      case "get" -> new GetCommand();
      case "run" -> new RunCommand();
      case "submit" -> new SubmitCommand();
      case "list" -> new ListCommand();
      case "show" -> new ShowCommand();
      case "watch" -> new WatchCommand();
      case "pause" -> new PauseCommand();
      case "resume" -> new ResumeCommand();
      case "cancel" -> new CancelCommand();
      case "retry" -> new RetryCommand();
      case "verify" -> new VerifyCommand();
      case "delete" -> new DeleteCommand();
      case "fetcher" -> new FetcherCommand();
      case "demo" -> new DemoCommand();
      case "origin" -> new OriginCommand();
      case "bench" -> new BenchCommand();
      case "completion" -> new CompletionCommand();
      case "help" -> new HelpCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** A command line for these arguments; starts loading the service's classes if they need it. */
  public static CommandLine commandLine(String... args) {
    String command = args.length == 0 ? "" : args[0];
    if (WITH_SERVICE.contains(command)
        && Arrays.stream(args).anyMatch(arg -> arg.endsWith(".json"))) {
      ClassPreloader.forJob();
    }
    // To read the other commands takes longer than to run a short one.
    CommandLine line =
        COMMANDS.contains(command) && !OF_ALL.contains(command)
            ? commandLine(List.of(command))
            : commandLine();
    if (Terminal.isDumb(System.getenv())) {
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return line.setOut(Output.writer());
  }

  /** A command line with all commands. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  private static CommandLine commandLine(Collection<String> names) {
    CommandLine root = new CommandLine(new FetcheryCommand());
    for (String name : names) {
      CommandLine command = new CommandLine(command(name));
      if (takesSettings(name)) {
        ServiceOptions.addTo(name, command.getCommandSpec());
      }
      if (!name.equals("help")) {
        command.getCommandSpec().versionProvider(new BuildVersion());
      }
      root.addSubcommand(name, command);
    }
    root.setUsageHelpAutoWidth(true);
    // the last wins, so that an alias or a script can be overridden
    root.setOverwrittenOptionsAllowed(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    root.setExecutionStrategy(FetcheryCommand::execute);
    root.setParameterExceptionHandler(FetcheryCommand::badOptions);
    root.setExecutionExceptionHandler(FetcheryCommand::fault);
    return root;
  }

  private static boolean takesSettings(String command) {
    return WITH_SERVICE.contains(command) || command.equals("fetcher");
  }

  private static int execute(ParseResult parsed) {
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    if (!last.isUsageHelpRequested() && !last.isVersionHelpRequested()) {
      warnOfMistypedVariables(last.commandSpec());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void warnOfMistypedVariables(CommandSpec command) {
    boolean service = takesSettings(command.name());
    if (!service && !(command.userObject() instanceof ClientCommand)) {
      return;
    }
    EnvironmentVariables.Reader reader =
        service ? EnvironmentVariables.Reader.SERVICE : EnvironmentVariables.Reader.CLIENT;
    List<String> lines = new ArrayList<>(EnvironmentVariables.mistyped(System.getenv(), reader));
    lines.addAll(EnvironmentVariables.ofLog(System.getenv()));
    for (String line : lines) {
      if (Output.isLog(command.name())) {
        LOG.warn("{}", line);
      } else {
        Mistakes.complain(command.commandLine(), "warning: " + line);
      }
    }
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
