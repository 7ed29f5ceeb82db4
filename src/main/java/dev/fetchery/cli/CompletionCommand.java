package dev.fetchery.cli;

import dev.fetchery.app.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fetchery completion bash|zsh}: a script that completes commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a script that completes commands and options of fetchery in a shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(fetchery completion bash)     in ~/.bashrc",
      "  source <(fetchery completion zsh)      in ~/.zshrc",
      "",
      "Completes for programs called fetchery, by whatever path.",
      "",
      "Exit status: 0 printed, 2 bad options"
    })
final class CompletionCommand implements Callable<Integer> {
  /** What picocli writes for a parameter; it has bash expand the names, and run what is in them. */
  private static final String FILES_AS_WORDS =
      "positionals=$( compgen -f -- \"${curr_word}\" ) # files\n";

  /** What it writes for an option. */
  private static final String FILES_AS_FILES =
      "COMPREPLY=( $( compgen -f -- \"${curr_word}\" ) ) # files\n      return $?\n";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "bash|zsh", arity = "0..1", description = "The shell; bash by default.")
  private @Nullable String shell;

  @Override
  public Integer call() {
    if (shell != null && !shell.equals("bash") && !shell.equals("zsh")) {
      throw Mistakes.refused(spec.commandLine(), "the shell", "bash or zsh", shell);
    }
    String name = spec.root().name();
    // one script for both: in zsh it loads zsh's own support for it
    CommandLine root = FetcheryCommand.commandLine();
    root.getSubcommands().values().forEach(command -> Completable.make(command.getCommandSpec()));
    spec.commandLine()
        .getOut()
        .print(AutoComplete.bash(name, root).replace(FILES_AS_WORDS, FILES_AS_FILES));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
