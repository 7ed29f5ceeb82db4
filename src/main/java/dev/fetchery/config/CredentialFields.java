package dev.fetchery.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one credential. A field that is a secret, such as {@code password}, may stand
 * in a file that {@code passwordFile} names.
 */
final class CredentialFields {
  private static final Pattern LINE = Pattern.compile("[\\x20-\\x7e\\x80-\\x{10ffff}]+");
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern FIELD_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private final Path file;
  private final Set<String> names;

  /**
   * @param names of the fields; one with {@code *} is a secret, one with {@code ?} may be missing
   */
  CredentialFields(Path file, Set<String> names) {
    this.file = file;
    this.names = names;
  }

  Map<String, String> read(JsonNode node, String where) throws SettingsException {
    Map<String, String> values = new HashMap<>();
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    for (String marked : names) {
      String name = marked.replaceAll("[*?]", "");
      String inFile = name + "File";
      unknown.remove(name);
      String value = text(node.get(name));
      if (marked.endsWith("*")) {
        unknown.remove(inFile);
        String path = text(node.get(inFile));
        if (value != null && path != null) {
          throw fault(where, "give " + name + " or " + inFile + ", not both");
        }
        value = path == null ? value : secret(path, where);
      }
      if (value != null) {
        values.put(name, checked(name, value, where));
      } else if (!marked.endsWith("?")) {
        throw fault(where, "needs " + name + (marked.endsWith("*") ? " or " + inFile : ""));
      }
    }
    if (!node.isObject() || !unknown.isEmpty()) {
      throw fault(where, "unknown field " + String.join(", ", unknown));
    }
    return values;
  }

  private String secret(String path, String where) throws SettingsException {
    Path named = file.toAbsolutePath().resolveSibling(path).normalize();
    return SecretFile.read(named, where + " of " + file).strip();
  }

  private String checked(String name, String value, String where) throws SettingsException {
    boolean good =
        switch (name) {
          case "token" -> TOKEN.matcher(value).matches();
          case "name" -> FIELD_NAME.matcher(value).matches();
          default -> LINE.matcher(value).matches();
        };
    if (!good) {
      throw fault(where, name + " is empty, or holds characters that cannot be sent");
    }
    return value;
  }

  private static @Nullable String text(@Nullable JsonNode value) {
    if (value != null && value.isArray()) {
      StringBuilder all = new StringBuilder();
      value.forEach(one -> all.append(all.isEmpty() ? "" : " ").append(one.asText()));
      return all.toString();
    }
    return value == null || !value.isValueNode() || value.isNull() ? null : value.asText();
  }

  private SettingsException fault(String where, String what) {
    return new SettingsException(file + ": " + where + ": " + what);
  }
}
