package dev.fetchery.config;

import dev.fetchery.files.FilesPlace;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings on which it depends how a job runs, each as a text that can be compared with that of
 * another process: paths are absolute. Those of the interface are left out, and so is what every
 * program of a shell is told, such as {@code HTTPS_PROXY} and {@code SSL_CERT_FILE}.
 *
 * @param values of each setting; "" where it has none. Some are secret
 * @param given those that a flag, the environment or the file names
 */
public record RunSettings(Map<Setting, String> values, Set<Setting> given) {
  /** Of the interface, of its bounds, and of what is kept. */
  private static final Set<Setting> OTHERS =
      EnumSet.of(
          Setting.HOST,
          Setting.PORT,
          Setting.DATA_DIR,
          Setting.TOKEN,
          Setting.TOKEN_FILE,
          Setting.TLS_CERT,
          Setting.TLS_KEY,
          Setting.ALLOW_HOST,
          Setting.MAX_FEEDS,
          Setting.MAX_OPEN_JOBS,
          Setting.MAX_RUNNING_JOBS,
          Setting.KEEP_FINISHED);

  public RunSettings {
    values = Map.copyOf(values);
    given = Set.copyOf(given);
  }

  /** Hides the values. */
  @Override
  public String toString() {
    return "RunSettings" + given;
  }

  /** Of what was set, and where. */
  static RunSettings of(SettingValues set) {
    SettingSources sources = set.sources();
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    Set<Setting> given = EnumSet.noneOf(Setting.class);
    for (Setting setting : Setting.values()) {
      if (!OTHERS.contains(setting)) {
        values.put(setting, text(set.valueOrNull(setting)));
        if (sources.rank(setting) < SettingSources.NOT_SET) {
          given.add(setting);
        }
      }
    }
    joinPlaces(values, given, sources);
    return new RunSettings(values, given);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Path path) {
      return path.toAbsolutePath().normalize().toString();
    } else if (value instanceof FilesPlace.Directory directory) {
      return text(directory.path());
    } else if (value instanceof FilesPlace place) {
      return place.shown();
    } else if (value instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).sorted().collect(Collectors.joining(","));
    }
    return value == null ? "" : value.toString();
  }

  /** {@code files} and {@code downloads-dir} are one setting: the latter stands for both. */
  private static void joinPlaces(
      Map<Setting, String> values, Set<Setting> given, SettingSources sources) {
    String files = values.remove(Setting.FILES);
    if (given.remove(Setting.FILES)
        && files != null
        && sources.rank(Setting.FILES) < sources.rank(Setting.DOWNLOADS_DIR)) {
      values.put(Setting.DOWNLOADS_DIR, files);
      given.add(Setting.DOWNLOADS_DIR);
    }
  }
}
