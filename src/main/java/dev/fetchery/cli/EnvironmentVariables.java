package dev.fetchery.cli;

import dev.fetchery.config.Setting;
import dev.fetchery.context.NearName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The variables of the environment that commands read, and those that were probably meant to be
 * one. What resembles none is not spoken of: other programs name theirs alike, as Kubernetes does
 * for a service of this name.
 */
final class EnvironmentVariables {
  private static final String PREFIX = "FETCHERY_";

  private static final int SHORT = 6;

  /** Of every command that does something: of the launcher and of the log. */
  private static final List<String> OF_ALL = List.of("JAVA_OPTS", "LOG", "LOG_LEVEL");

  private static final List<String> OF_SERVICES = List.of("CONFIG");
  private static final List<String> OF_CLIENTS = List.of("SERVER", "TOKEN");

  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", "ALL");

  private EnvironmentVariables() {}

  /** What a command reads besides what all do. */
  enum Reader {
    /** Runs a service, or a part of one. */
    SERVICE(name -> OF_SERVICES.contains(name) || settings().anyMatch(name::equals)),

    /** Asks a service. */
    CLIENT(OF_CLIENTS::contains);

    @SuppressWarnings("ImmutableEnumChecker") // has no state
    private final Predicate<String> reads;

    Reader(Predicate<String> reads) {
      this.reads = reads;
    }
  }

  private static Stream<String> settings() {
    return Arrays.stream(Setting.values()).map(Enum::name);
  }

  /** A line for each variable that is ignored and was probably meant to be one that is read. */
  static List<String> mistyped(Map<String, String> environment, Reader reader) {
    Set<String> known = new TreeSet<>(OF_ALL);
    known.addAll(OF_SERVICES);
    known.addAll(OF_CLIENTS);
    settings().forEach(known::add);
    return environment.keySet().stream()
        .filter(variable -> variable.startsWith(PREFIX))
        .sorted()
        .map(variable -> line(variable, known, reader))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** A line for each variable of the log whose value is none: the usual one is taken. */
  static List<String> ofLog(Map<String, String> environment) {
    return Stream.of(
            value(environment, "LOG", List.of("json")), value(environment, "LOG_LEVEL", LEVELS))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String value(Map<String, String> environment, String name, List<String> values) {
    String value = environment.getOrDefault(PREFIX + name, "");
    return value.isEmpty()
            || values.contains(value.toUpperCase(Locale.ROOT))
            || values.contains(value)
        ? ""
        : PREFIX + name + ": \"" + value + "\" is not one of " + String.join(", ", values);
  }

  private static String line(String variable, Collection<String> known, Reader reader) {
    String name = variable.substring(PREFIX.length());
    String near = known.contains(name) ? "" : NearName.of(name, known, slips(name));
    return near.isEmpty() || !OF_ALL.contains(near) && !reader.reads.test(near)
        ? ""
        : "unknown variable " + variable + " is ignored (did you mean " + PREFIX + near + "?)";
  }

  /** Two edits make many other words of a short one: FETCHERY_HOME is no slip. */
  private static int slips(String name) {
    return name.length() < SHORT ? 1 : NearName.slips(name.length());
  }
}
