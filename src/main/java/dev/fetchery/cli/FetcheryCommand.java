package dev.fetchery.cli;

import dev.fetchery.app.ClassPreloader;
import dev.fetchery.app.ExitCode;
import dev.fetchery.app.StartFault;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
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
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  @Spec private CommandSpec spec;

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand::new);
    commands.put("get", GetCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("submit", SubmitCommand::new);
    commands.put("list", ListCommand::new);
    commands.put("show", ShowCommand::new);
    commands.put("watch", WatchCommand::new);
    commands.put("pause", PauseCommand::new);
    commands.put("resume", ResumeCommand::new);
    commands.put("cancel", CancelCommand::new);
    commands.put("retry", RetryCommand::new);
    commands.put("verify", VerifyCommand::new);
    commands.put("delete", DeleteCommand::new);
    commands.put("fetcher", FetcherCommand::new);
    commands.put("demo", DemoCommand::new);
    commands.put("origin", OriginCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("completion", CompletionCommand::new);
    // No HelpCommand::new: the JVM of 25.0.3 fails over it when it makes the launcher's archive.
    commands.put("help", () -> new HelpCommand());
    return commands;
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
        COMMANDS.containsKey(command) && !OF_ALL.contains(command)
            ? commandLine(List.of(command))
            : commandLine();
    if (Terminal.isDumb(System.getenv())) {
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }
    return line.setOut(Output.writer());
  }

  /** A command line with all commands. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS.keySet());
  }

  private static CommandLine commandLine(Collection<String> names) {
    CommandLine root = new CommandLine(new FetcheryCommand());
    for (String name : names) {
      CommandLine command = new CommandLine(Objects.requireNonNull(COMMANDS.get(name)).get());
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
