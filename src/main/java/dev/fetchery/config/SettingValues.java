package dev.fetchery.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The value of each setting, as picocli has converted it, and where it was set. */
final class SettingValues {
  private final SettingSources sources;
  private final CommandSpec spec;

  /**
   * @param spec the options with their values
   */
  SettingValues(SettingSources sources, CommandSpec spec) {
    this.sources = sources;
    this.spec = spec;
  }

  /** Where each was set. */
  SettingSources sources() {
    return sources;
  }

  /** Whether there is a value, or a default. */
  boolean isSet(Setting setting) {
    return valueOrNull(setting) != null;
  }

  /** Whether it says {@code true}. */
  boolean isOn(Setting setting) {
    return text(setting).equals("true");
  }

  @Nullable Object valueOrNull(Setting setting) {
    return spec.findOption(setting.flag()).getValue();
  }

  /** A value of the type that the setting has. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // as of picocli: the converter decides on it
  <T> T value(Setting setting) {
    return spec.findOption(setting.flag()).getValue();
  }

  String text(Setting setting) {
    return value(setting);
  }

  @Nullable String textOrNull(Setting setting) {
    return isSet(setting) ? text(setting) : null;
  }

  Path path(Setting setting) {
    return value(setting);
  }

  long number(Setting setting) {
    return this.<Long>value(setting);
  }

  int integer(Setting setting) {
    return Math.toIntExact(number(setting));
  }
}
