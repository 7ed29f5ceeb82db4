package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.JsonTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of a JSON document that some pointers (RFC 6901) lead to, read from a stream; nothing
 * else of the document is built. Of a field given twice the last value counts.
 */
final class PointedValues {
  private final Map<String, JsonPointer> pointers;
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param pointers by name
   */
  PointedValues(Map<String, JsonPointer> pointers) {
    this.pointers = Map.copyOf(pointers);
  }

  /** Reads the value that begins at the parser's current token. */
  void read(JsonParser parser) throws IOException {
    read(parser, pointers);
  }

  /** The scalar of that name as text; null where there is none. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  /** Reads a value into which these pointers lead. */
  private void read(JsonParser parser, Map<String, JsonPointer> wanted) throws IOException {
    values.keySet().removeAll(wanted.keySet());
    JsonToken token = parser.currentToken();
    if (wanted.isEmpty()) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        read(parser, inside(wanted, pointer -> pointer.matchesProperty(name)));
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        int element = i;
        read(parser, inside(wanted, pointer -> pointer.matchesElement(element)));
      }
    } else if (token != JsonToken.VALUE_NULL) {
      JsonNode scalar = JsonTree.scalar(parser);
      wanted.forEach(
          (name, pointer) -> {
            if (pointer.matches()) {
              values.put(name, scalar.asText());
            }
          });
    }
  }

  /** The pointers that lead into a part, from there on. */
  private static Map<String, JsonPointer> inside(
      Map<String, JsonPointer> wanted, Predicate<JsonPointer> leads) {
    Map<String, JsonPointer> inside = new HashMap<>();
    wanted.forEach(
        (name, pointer) -> {
          if (!pointer.matches() && leads.test(pointer)) {
            inside.put(name, pointer.tail());
          }
        });
    return inside;
  }
}
