package dev.fetchery.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was said about each setting, and where; the strongest place counts.
 *
 * @param file where {@code inFile} was read, or null
 */
record Values(
    Map<Setting, String> flags,
    Map<String, String> environment,
    Map<Setting, String> inFile,
    Path file) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(?:([kmg])(?:ib)?)?");

  /** Without the values, since some are secret. */
  @Override
  public String toString() {
    return "Values[" + file + "]";
  }

  /** How strong the place is where it was said: 0 a flag, 3 nowhere. */
  int rank(Setting setting) {
    if (flags.containsKey(setting)) {
      return 0;
    }
    if (!environment.getOrDefault(setting.variable(), "").isEmpty()) {
      return 1;
    }
    return inFile.containsKey(setting) ? 2 : 3;
  }

  /** The value, or null where there is none. */
  String text(Setting setting) {
    return switch (rank(setting)) {
      case 0 -> flags.get(setting);
      case 1 -> environment.get(setting.variable());
      case 2 -> inFile.get(setting);
      default -> setting.defaultText();
    };
  }

  /** The place where it was said, as its reader knows it. */
  String where(Setting setting) {
    return switch (rank(setting)) {
      case 1 -> setting.variable();
      case 2 -> file + ": " + setting.key();
      default -> setting.flag();
    };
  }

  /** Something else was expected. The value of a secret is not repeated. */
  SettingsException fault(Setting setting, String expected) {
    return new SettingsException(where(setting) + ": \"" + text(setting) + "\" is not " + expected);
  }

  long number(Setting setting, long least, long most) throws SettingsException {
    String text = text(setting).strip();
    if (NUMBER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw fault(setting, "a whole number from " + least + " to " + most);
  }

  /** In bytes; a number alone, or followed by KiB, MiB or GiB. */
  long size(Setting setting, long least, long most) throws SettingsException {
    Matcher size = SIZE.matcher(text(setting).strip().toLowerCase(Locale.ROOT));
    if (size.matches()) {
      String unit = size.group(2) == null ? "" : size.group(2);
      int shift = unit.isEmpty() ? 0 : 10 * ("kmg".indexOf(unit) + 1);
      long number = Long.parseLong(size.group(1));
      if (number <= most >> shift && number << shift >= least) {
        return number << shift;
      }
    }
    throw fault(
        setting, "a size from " + least + " to " + most + " bytes, such as 65536, 64KiB or 16MiB");
  }

  String oneOf(Setting setting, List<String> choices) throws SettingsException {
    String text = text(setting).strip();
    if (!choices.contains(text)) {
      throw fault(setting, String.join(" or ", choices));
    }
    return text;
  }

  /** Parts between commas, blank ones left out. */
  List<String> list(Setting setting) {
    String text = text(setting);
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
