package dev.fetchery.cli;

import dev.fetchery.job.AddressKind;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.JobState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Makes a command's options and parameters such that a shell's script offers files and values for
 * them: picocli tells them by the type, and most are texts here.
 */
final class Completable {
  /** What the help calls a file or a directory. */
  private static final Pattern FILE = Pattern.compile("(FILE|DIR|PEM|LIST|JOB\\.json)(\\|.*)?");

  /** What the help calls one of few words. */
  private static final Pattern WORDS = Pattern.compile("[a-z]+(\\|[a-z]+)+");

  private static final List<String> LISTS = List.of("txt", "csv", "tsv", "ndjson", "jsonl");

  /** The values of options whose help has no room for them; the first name that fits counts. */
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "get --format", LISTS,
          "--format", List.of("json", "txt", "csv", "tsv", "ndjson", "jsonl"),
          "--if-exists", names(IfExists.values()),
          "--on-bad-line", List.of("reject", "fail"),
          "--allow-egress", names(AddressKind.values()),
          "--state", names(JobState.values()),
          "--code", names(ErrorCode.values()));

  private Completable() {}

  /** The command is good for the script alone afterwards: its values have other types. */
  static void make(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      replace(command, option, values(command, option), values -> with(option, values));
    }
    for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
      replace(command, parameter, words(parameter), values -> with(parameter, values));
    }
  }

  private static void replace(
      CommandSpec command,
      ArgSpec arg,
      @Nullable List<String> values,
      Function<@Nullable List<String>, ArgSpec> replacement) {
    if (values != null || FILE.matcher(arg.paramLabel()).matches()) {
      command.remove(arg);
      command.add(replacement.apply(values));
    }
  }

  /** With a label of its own: the script has a variable of that name. */
  private static OptionSpec with(OptionSpec option, @Nullable List<String> values) {
    OptionSpec.Builder builder =
        OptionSpec.builder(option.names()).arity(option.arity()).paramLabel(option.longestName());
    return (values == null ? builder.type(Path.class) : builder.completionCandidates(values))
        .build();
  }

  private static PositionalParamSpec with(
      PositionalParamSpec parameter, @Nullable List<String> values) {
    PositionalParamSpec.Builder builder =
        PositionalParamSpec.builder().index(parameter.index()).arity(parameter.arity());
    return (values == null ? builder.type(Path.class) : builder.completionCandidates(values))
        .build();
  }

  private static @Nullable List<String> values(CommandSpec command, OptionSpec option) {
    String name = option.longestName();
    List<String> ofCommand = VALUES.get(command.name() + " " + name);
    List<String> ofAll = VALUES.getOrDefault(name, words(option));
    return ofCommand == null ? ofAll : ofCommand;
  }

  private static @Nullable List<String> words(ArgSpec arg) {
    return WORDS.matcher(arg.paramLabel()).matches()
        ? List.of(arg.paramLabel().split("\\|"))
        : null;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }
}
