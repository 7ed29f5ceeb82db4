package dev.fetchery.cli;

import dev.fetchery.context.NearName;
import dev.fetchery.spec.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a mistake on the command line, with what was probably meant. */
final class Mistakes {
  /** Up to the last at sign of an authority: a password may have others, and blanks. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)(?!\\[?USER)[^/?#]+(?=@)");

  /** What picocli says where help is asked for a command that there is not. */
  private static final Pattern UNKNOWN_OF_HELP = Pattern.compile("Unknown subcommand '(.*)'\\.");

  private Mistakes() {}

  /** Prints one line on standard error; line breaks of the message become spaces. */
  static void complain(CommandLine command, String message) {
    String line = message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    command.getErr().println("fetchery: " + Printable.of(masked(line)));
    command.getErr().flush();
  }

  /** Without users and passwords of URLs; what a message expects, such as USER@HOST, stays. */
  private static String masked(String line) {
    return USER_INFO.matcher(line).replaceAll(Secrets.MASK);
  }

  static String message(ParameterException fault) {
    if (fault instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getCommandLine(), unmatched.getUnmatched().get(0));
    }
    Matcher help = UNKNOWN_OF_HELP.matcher(String.valueOf(fault.getMessage()));
    if (help.matches()) {
      return unmatched(fault.getCommandLine(), help.group(1));
    }
    // Names of Java's types say nothing to who types a number.
    return String.valueOf(fault.getMessage())
        .replaceFirst(" is not an? (int|long)$", " is not a whole number")
        .replaceFirst(" is not a (double|float)$", " is not a number");
  }

  /** A fault of an option's value that its type does not exclude. */
  static ParameterException refused(
      CommandLine command, String option, String expected, Object value) {
    return new ParameterException(
        command, option + " must be " + expected + ", not \"" + value + "\"");
  }

  private static String unmatched(CommandLine command, String argument) {
    boolean option = argument.length() > 1 && argument.startsWith("-");
    int value = option ? argument.indexOf('=') : -1;
    String written = value < 0 ? argument : argument.substring(0, value);
    boolean named = written.startsWith("--");
    int slips = NearName.slips(named ? written.length() - 2 : 0);
    String near = NearName.of(written, option ? options(command) : commands(command), slips);
    boolean isCommand = !option && command.getParent() == null;
    String what = option ? "unknown option" : isCommand ? "unknown command" : "unexpected argument";
    if (isCommand && written.matches("(?i)https?://.*")) {
      near = "get " + written;
    }
    return what + " '" + written + "'" + (near.isEmpty() ? "" : " (did you mean " + near + "?)");
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::names)
        .flatMap(Arrays::stream)
        .toList();
  }

  private static List<String> commands(CommandLine command) {
    return new ArrayList<>(command.getSubcommands().keySet());
  }
}
