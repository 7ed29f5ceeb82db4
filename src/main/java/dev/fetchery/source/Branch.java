package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fetchery.job.Draft;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An entry of a parent source, which a child source expands.
 *
 * @param variables what the child's templates see: the entry's fields, its key and its URL, each
 *     with {@code parent.} in front
 */
record Branch(Map<String, String> variables) {
  private static final String PREFIX = "parent.";

  Branch {
    variables = Map.copyOf(variables);
  }

  static Branch of(Draft entry) {
    Map<String, String> variables = new HashMap<>();
    entry.fields().forEach((name, value) -> variables.put(PREFIX + name, value));
    if (entry.key() != null) {
      variables.put(PREFIX + "key", entry.key());
    }
    if (entry.fault() == null) {
      variables.put(PREFIX + "url", entry.url());
    }
    return new Branch(variables);
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

  /** What it is called in a fault: its key, its URL's path, or nothing. */
  String shown() {
    String name = variables.get(PREFIX + "key");
    String shown = name == null ? variables.getOrDefault(PREFIX + "value", "") : name;
    return shown.length() <= 100 ? shown : shown.substring(0, 100);
  }

  /** A child's item: it knows what its branch knows. */
  Draft applied(Draft item) {
    Map<String, String> fields = new HashMap<>(variables);
    fields.putAll(item.fields());
    return item.withFields(fields);
  }
}
