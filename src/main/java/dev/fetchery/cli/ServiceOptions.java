package dev.fetchery.cli;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.SettingsLoader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of {@code serve}, {@code run}, {@code get} and {@code demo}: one for each {@link
 * Setting}.
 */
final class ServiceOptions {
  private static final String CONFIG = "--config";

  private ServiceOptions() {}

  /** Adds the options to a command. */
  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("Settings file. Default: conf/fetchery.yaml, if it exists.")
            .build());
    for (Setting setting : Setting.values()) {
      command.addOption(setting.option());
    }
    command.usageMessage().abbreviateSynopsis(true).sortOptions(false);
  }

  /**
   * The settings from flags, environment and file.
   *
   * @param listens whether the command will serve HTTP
   */
  static Settings settings(CommandSpec command, boolean listens) throws SettingsException {
    return settings(command, listens, Map.of());
  }

  /**
   * The settings from flags, environment and file.
   *
   * @param listens whether the command will serve HTTP
   * @param fixed settings that the command decides on, as if given by flags
   */
  static Settings settings(CommandSpec command, boolean listens, Map<Setting, String> fixed)
      throws SettingsException {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (given(command, setting)) {
        flags.put(setting, String.valueOf(parsed.<Object>matchedOptionValue(setting.flag(), "")));
      }
    }
    flags.putAll(fixed);
    Path file = parsed.matchedOptionValue(CONFIG, fileOfEnvironment());
    return SettingsLoader.load(flags, System.getenv(), file, listens);
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
