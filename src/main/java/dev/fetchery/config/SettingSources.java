package dev.fetchery.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where each setting was set. A flag has priority over the environment, the environment over the
 * file, the file over the default.
 *
 * @param environment an empty variable counts as not set
 * @param inFile the content of {@code file}
 * @param file null if there is none
 */
record SettingSources(
    Map<Setting, String> flags,
    Map<String, String> environment,
    Map<Setting, String> inFile,
    @Nullable Path file)
    implements IDefaultValueProvider {

  /** The rank of what is set in the file. */
  static final int IN_FILE = 2;

  /** The rank of what is not set. */
  static final int NOT_SET = 3;

  /** Hides the values, since some are secret. */
  @Override
  public String toString() {
    return "SettingSources[" + file + "]";
  }

  /** The text that was set, or null for the option's own default. */
  @Override
  public @Nullable String defaultValue(ArgSpec option) {
    return text((Setting) option.userObject());
  }

  private @Nullable String text(Setting setting) {
    return switch (rank(setting)) {
      case 0 -> flags.get(setting);
      case 1 -> environment.get(setting.variable());
      default -> inFile.get(setting);
    };
  }

  /** Priority of the place where it was set: 0 is the highest, 3 means not set. */
  int rank(Setting setting) {
    if (flags.containsKey(setting)) {
      return 0;
    }
    if (!environment.getOrDefault(setting.variable(), "").isEmpty()) {
      return 1;
    }
    return inFile.containsKey(setting) ? IN_FILE : NOT_SET;
  }

  /** The place where it was set, as the user knows it. */
  String where(Setting setting) {
    return switch (rank(setting)) {
      case 1 -> setting.variable();
      case 2 -> file + ": " + setting.key();
      default -> setting.flag();
    };
  }

  /** A fault of a value that picocli could not convert. */
  SettingsException fault(ParameterException failed) {
    Throwable cause = failed.getCause();
    return failed.getArgSpec() == null || cause == null
        ? new SettingsException(String.valueOf(failed.getMessage()))
        : fault((Setting) failed.getArgSpec().userObject(), cause.getMessage());
  }

  /** Not for secret settings: the message repeats the value. */
  SettingsException fault(Setting setting, @Nullable String expected) {
    return new SettingsException(where(setting) + ": \"" + text(setting) + "\" is not " + expected);
  }
}
