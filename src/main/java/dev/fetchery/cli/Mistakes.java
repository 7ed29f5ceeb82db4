package dev.fetchery.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a mistake on the command line, with what was probably meant. */
final class Mistakes {
  private Mistakes() {}

  /** Prints one line on standard error; line breaks of the message become spaces. */
  static void complain(CommandLine command, String message) {
    String line = message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
    command.getErr().println("fetchery: " + Printable.of(line));
    command.getErr().flush();
  }

  static String message(ParameterException fault) {
    if (fault instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getCommandLine(), unmatched.getUnmatched().get(0));
    }
    // Names of Java's types say nothing to who types a number.
    return String.valueOf(fault.getMessage())
        .replaceFirst(" is not an? (int|long)$", " is not a whole number")
        .replaceFirst(" is not a (double|float)$", " is not a number");
  }

  private static String unmatched(CommandLine command, String argument) {
    boolean option = argument.length() > 1 && argument.startsWith("-");
    int value = option ? argument.indexOf('=') : -1;
    String written = value < 0 ? argument : argument.substring(0, value);
    String near = nearest(written, option ? options(command) : commands(command));
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

  /** The name that the fewest edits lead to, if they are few enough to be slips; or "". */
  static String nearest(String written, List<String> names) {
    int most = written.startsWith("--") ? Math.max(2, (written.length() - 2) / 3) : 2;
    String nearest = "";
    for (String name : names) {
      int edits =
          name.startsWith(written) && written.length() > 2 && !written.equals("--")
              ? 1
              : edits(written, name);
      if (edits <= most && edits < written.length()) {
        if (edits < most) {
          most = edits;
        } else if (!nearest.isEmpty()) {
          continue;
        }
        nearest = name;
      }
    }
    return nearest;
  }

  /** Characters to insert, remove, replace, or swap with their neighbour (Damerau, Levenshtein). */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(edits[i - 1][j - 1] + change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
      }
    }
    return edits[from.length()][to.length()];
  }
}
