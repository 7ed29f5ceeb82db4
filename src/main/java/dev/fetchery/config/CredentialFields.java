package dev.fetchery.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.context.NearName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

  private static final String IN_FILE = "File";
  private static final String SCOPES = "scopes";

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
    checkNames(node, where);
    Map<String, String> values = new HashMap<>();
    for (String marked : names) {
      String name = plain(marked);
      String inFile = name + IN_FILE;
      String value = text(node, name, where);
      if (isSecret(marked)) {
        String path = text(node, inFile, where);
        if (value != null && path != null) {
          throw fault(where, "give " + name + " or " + inFile + ", not both");
        }
        value = path == null ? value : secret(path, where);
      }
      if (value != null) {
        values.put(name, checked(name, value, where));
      } else if (!marked.endsWith("?")) {
        throw fault(where, "needs " + name + (isSecret(marked) ? " or " + inFile : ""));
      }
    }
    return values;
  }

  private void checkNames(JsonNode node, String where) throws SettingsException {
    Set<String> known = new TreeSet<>();
    for (String marked : names) {
      known.add(plain(marked));
      if (isSecret(marked)) {
        known.add(plain(marked) + IN_FILE);
      }
    }
    String takes = String.join(", ", known);
    if (!node.isObject()) {
      throw fault(where, "expected fields, of " + takes);
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        String near = NearName.asked(field.getKey(), known);
        // A name without a value may be a secret whose own name was forgotten.
        String shown = near.isEmpty() && field.getValue().isNull() ? "" : " " + field.getKey();
        throw fault(where, "unknown field" + shown + near + "; there are " + takes);
      }
    }
  }

  private static String plain(String marked) {
    return marked.replaceAll("[*?]", "");
  }

  private static boolean isSecret(String marked) {
    return marked.endsWith("*");
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
          case "user" -> LINE.matcher(value).matches() && value.indexOf(':') < 0;
          default -> LINE.matcher(value).matches();
        };
    if (!good) {
      throw fault(where, name + " is empty, or holds characters that cannot be sent");
    }
    return value;
  }

  /** Null where it is not given; {@code scopes} may be a list. */
  private @Nullable String text(JsonNode node, String name, String where) throws SettingsException {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    boolean list = name.equals(SCOPES) && value.isArray();
    List<String> texts = new ArrayList<>();
    for (JsonNode one : list ? value : List.of(value)) {
      if (!one.isTextual()) {
        throw fault(where, name + ": expected a text" + (list ? " in each place" : ""));
      }
      texts.add(one.textValue());
    }
    return String.join(" ", texts);
  }

  private SettingsException fault(String where, String what) {
    return new SettingsException(file + ": " + where + ": " + what);
  }
}
