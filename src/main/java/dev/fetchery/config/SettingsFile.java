package dev.fetchery.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.context.NearName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the settings file: one flat YAML mapping with the keys of {@link Setting#key()}. */
final class SettingsFile {
  private SettingsFile() {}

  /** The settings in the file; a key without a value counts as not set. */
  static Map<Setting, String> read(Path file) throws SettingsException {
    Map<Setting, String> values = new EnumMap<>(Setting.class);
    String text = text(file);
    if (saysNothing(text)) {
      return values;
    }
    JsonNode root = YamlFile.parse(file, text, false);
    if (root.isMissingNode() || root.isNull()) {
      return values;
    }
    if (!root.isObject()) {
      throw new SettingsException(file + ": expected lines of \"key: value\"");
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      Setting setting = known(file, entry.getKey());
      if (!entry.getValue().isNull()) {
        values.put(setting, text(file, setting, entry.getValue()));
      }
    }
    return values;
  }

  /** Whether all is comment, as in the file that comes with the program: to parse takes 50 ms. */
  private static boolean saysNothing(String text) {
    return text.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  private static String text(Path file) throws SettingsException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new SettingsException(file + ": no such settings file; see --config");
    } catch (IOException e) {
      throw new SettingsException(file + ": the settings file cannot be read: " + reason(e));
    }
  }

  private static Setting known(Path file, String key) throws SettingsException {
    return Setting.ofKey(key)
        .orElseThrow(
            () ->
                new SettingsException(
                    file
                        + ": \""
                        + key
                        + "\" is not a setting"
                        + NearName.asked(key, Setting.keys())
                        + "; see `fetchery serve --help`"));
  }

  private static String text(Path file, Setting setting, JsonNode value) throws SettingsException {
    if (value.isValueNode()) {
      String text = value.asText();
      // YAML writes yes and no in several ways.
      return setting.isSwitch() ? text.toLowerCase(Locale.ROOT) : text;
    }
    List<String> parts = new ArrayList<>();
    for (JsonNode part : value) {
      parts.add(part.isValueNode() ? part.asText() : null);
    }
    if (value.isObject() || parts.contains(null) || !setting.list()) {
      throw new SettingsException(
          file + ": " + setting.key() + ": expected " + setting.valueLabel() + " on one line");
    }
    return String.join(",", parts);
  }

  /** The reason of an I/O error in words: the JDK's message is often a bare path. */
  static String reason(IOException fault) {
    if (fault instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (fault instanceof NoSuchFileException) {
      return "no such file";
    }
    return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
  }
}
