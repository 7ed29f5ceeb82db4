package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import dev.fetchery.naming.LongValue;
import dev.fetchery.naming.Modifier;
import dev.fetchery.naming.Variables;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An entry of a parent source, which a child source expands.
 *
 * @param variables what the child's templates see: the entry's fields, its key and its URL, each
 *     with {@code parent.} in front
 */
record Branch(Map<String, String> variables) {
  private static final String PREFIX = "parent.";

  /** Fields that tell an entry from others, the best first. */
  private static final List<String> NAMES = List.of("key", "value", "id", "name");

  Branch {
    variables = Map.copyOf(variables);
  }

  /**
   * @param named what templates name of a parent's entries, without {@code parent.}: what follows
   *     from the entry's URL is taken where it is among them
   */
  static Branch of(Draft entry, Set<String> named) {
    Map<String, String> variables = new HashMap<>();
    entry.fields().forEach((name, value) -> variables.put(PREFIX + name, value));
    if (entry.key() != null) {
      variables.put(PREFIX + "key", entry.key());
    }
    if (entry.fault() == null) {
      variables.put(PREFIX + "url", entry.url());
    }
    if (entry.target() != null) {
      addOfUrl(Variables.ofUrl(entry.target()), named, variables);
    }
    return new Branch(variables);
  }

  private static void addOfUrl(
      Variables.Url url, Set<String> named, Map<String, String> variables) {
    for (String written : named) {
      String name = Modifier.variableOf(written);
      String value = url.get(name);
      if (value != null) {
        variables.put(PREFIX + name, value);
      }
    }
  }

  static Branch ofPosition(JsonNode at) {
    Map<String, String> variables = new HashMap<>();
    at.properties().forEach(one -> variables.put(one.getKey(), one.getValue().asText()));
    return new Branch(variables);
  }

  ObjectNode toPosition() {
    ObjectNode at = JsonNodeFactory.instance.objectNode();
    variables.forEach(at::put);
    return at;
  }

  /** All that a child can see of it: its URL, which is not fetched, may be that of all others. */
  String identity() {
    return new TreeMap<>(variables).toString();
  }

  /** What it is called in front of its fault: the first of {@link #NAMES} it has, or nothing. */
  String shown() {
    for (String name : NAMES) {
      String value = variables.getOrDefault(PREFIX + name, "");
      if (!value.isEmpty() && !LongValue.is(value)) {
        return value.length() <= 100 ? value : value.substring(0, 100);
      }
    }
    return "";
  }

  /** The same where no fault says what was asked for: else its URL, without what may be secret. */
  String called() {
    String shown = shown();
    String url = variables.get(PREFIX + "url");
    if (!shown.isEmpty() || url == null) {
      return shown;
    }
    try {
      return WebUrl.parse(url).toString();
    } catch (BadUrlException e) {
      return "";
    }
  }

  /** A child's item: it knows what its branch knows, also where its own fields are called so. */
  Draft applied(Draft item) {
    Map<String, String> fields = new HashMap<>(item.fields());
    fields.putAll(variables);
    return item.withFields(fields);
  }
}
