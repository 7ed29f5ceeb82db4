package dev.fetchery.cli;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.SettingsLoader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of the commands that fetch, by themselves or for others: one for each {@link Setting}
 * that says something to the command.
 */
final class ServiceOptions {
  private static final String CONFIG = "--config";

  /** Of {@code fetcher} besides those of a cluster. */
  private static final Set<Setting> OF_FETCHERS =
      EnumSet.of(
          Setting.DATA_DIR,
          Setting.DOWNLOADS_DIR,
          Setting.FILES,
          Setting.S3_ENDPOINT,
          Setting.S3_REGION,
          Setting.S3_PATH_STYLE,
          Setting.ALLOW_EGRESS,
          Setting.CONCURRENCY,
          Setting.DURABILITY,
          Setting.USER_AGENT,
          Setting.PROXY,
          Setting.NO_PROXY,
          Setting.CA_FILE,
          Setting.CREDENTIALS,
          Setting.MAX_HEADER,
          Setting.NODE,
          Setting.FETCHERS,
          Setting.GRACE);

  private ServiceOptions() {}

  /** Whether a command of this name takes it. */
  private static boolean takes(String command, Setting setting) {
    return switch (command) {
      case "fetcher" -> OF_FETCHERS.contains(setting) || isOfNodes(setting);
      case "serve" -> setting != Setting.GRACE;
      default -> setting != Setting.GRACE && !isOfNodes(setting);
    };
  }

  /** Whether a command of this name goes by the setting's default. */
  private static boolean goesByDefault(String command, Setting setting) {
    return switch (setting) {
      // get has places of its own
      case DATA_DIR, DOWNLOADS_DIR -> !command.equals("get");
      // what runs one job listens only where a port is given
      case PORT -> !command.equals("get") && !command.equals("run");
      default -> true;
    };
  }

  /** Whether {@code serve} and {@code fetcher} alone take it. */
  private static boolean isOfNodes(Setting setting) {
    return setting == Setting.CLUSTER || Setting.OF_CLUSTER.contains(setting);
  }

  /** Adds the options to a command. */
  static void addTo(String name, CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("Settings file. Default: conf/fetchery.yaml, if it exists.")
            .build());
    for (Setting setting : Setting.values()) {
      if (takes(name, setting)) {
        command.addOption(setting.option(goesByDefault(name, setting)));
      }
    }
    command.usageMessage().abbreviateSynopsis(true).sortOptions(false);
  }

  /**
   * The settings from flags, environment and file.
   *
   * @param listens whether the command will serve HTTP
   */
  static Settings settings(CommandSpec command, boolean listens) throws SettingsException {
    return read(command, Map.of()).settings(listens);
  }

  /**
   * Reads flags, environment and file.
   *
   * @param fixed settings that the command decides on, as if given by flags
   */
  static SettingsLoader read(CommandSpec command, Map<Setting, String> fixed)
      throws SettingsException {
    Map<Setting, String> flags = flags(command);
    flags.putAll(fixed);
    return SettingsLoader.read(flags, System.getenv(), file(command));
  }

  private static Map<Setting, String> flags(CommandSpec command) {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    if (!takes(command.name(), Setting.CLUSTER)) {
      flags.put(Setting.CLUSTER, "false");
    }
    for (Setting setting : Setting.values()) {
      if (given(command, setting)) {
        flags.put(setting, String.valueOf(parsed.<Object>matchedOptionValue(setting.flag(), "")));
      }
    }
    return flags;
  }

  private static @Nullable Path file(CommandSpec command) throws SettingsException {
    ParseResult parsed = command.commandLine().getParseResult();
    Path file = parsed.matchedOptionValue(CONFIG, fileOfEnvironment());
    if (file != null && file.toString().isBlank()) {
      throw new SettingsException(CONFIG + ": \"" + file + "\" is not a path");
    }
    return file;
  }

  private static @Nullable Path fileOfEnvironment() {
    String file = System.getenv("FETCHERY_CONFIG");
    return file == null || file.isEmpty() ? null : Path.of(file);
  }

  /** Whether the flag is on the command line. */
  static boolean given(CommandSpec command, Setting setting) {
    return command.commandLine().getParseResult().hasMatchedOption(setting.flag());
  }
}
