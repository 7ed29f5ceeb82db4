package dev.fetchery.cli;

import dev.fetchery.config.Setting;
import dev.fetchery.config.Settings;
import dev.fetchery.config.SettingsException;
import dev.fetchery.config.SettingsLoader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that {@code serve}, {@code run} and {@code demo} share: one for every setting. */
final class ServiceOptions {
  private static final String CONFIG = "--config";

  private ServiceOptions() {}

  /** Gives a command these options. */
  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description("Settings file. Default: conf/fetchery.yaml where there is one.")
            .build());
    for (Setting setting : Setting.values()) {
      command.addOption(
          OptionSpec.builder(setting.flag())
              .paramLabel(setting.valueLabel())
              .type(String.class)
              .description(help(setting))
              .build());
    }
  }

  private static String help(Setting setting) {
    return setting.defaultText() == null
        ? setting.description()
        : setting.description() + " Default: " + setting.defaultText() + ".";
  }

  /**
   * What the flags, the environment and the file come to.
   *
   * @param listens whether the command will serve anything
   */
  static Settings settings(CommandSpec command, boolean listens) throws SettingsException {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        flags.put(setting, parsed.matchedOptionValue(setting.flag(), ""));
      }
    }
    Path file = parsed.matchedOptionValue(CONFIG, variable());
    return SettingsLoader.load(flags, System.getenv(), file, listens);
  }

  private static Path variable() {
    String file = System.getenv("FETCHERY_CONFIG");
    return file == null || file.isEmpty() ? null : Path.of(file);
  }

  /** Whether the flag itself was given. */
  static boolean given(CommandSpec command, Setting setting) {
    return command.commandLine().getParseResult().hasMatchedOption(setting.flag());
  }
}
