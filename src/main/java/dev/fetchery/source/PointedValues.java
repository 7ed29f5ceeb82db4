package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.JsonTree;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.json.path.JsonStep;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The scalars of a JSON document at some places. Where pointers or the like lead to all of them it
 * is read as a stream, and nothing else of it is built. Of a field given twice the last value
 * counts.
 */
final class PointedValues {
  /** Values of a document that is held, as there may be many at once. */
  private static final int MAX_VALUES_HELD = Math.min(FetchedJson.MAX_VALUES, 100_000);

  private final Map<String, JsonPlace> places;
  private final Set<String> texts;
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param places by name
   * @param texts the names at whose places a text alone counts
   */
  PointedValues(Map<String, JsonPlace> places, Set<String> texts) {
    this.places = Map.copyOf(places);
    this.texts = Set.copyOf(texts);
  }

  /**
   * Reads the value that begins at the parser's current token.
   *
   * @throws dev.fetchery.json.path.JsonPath.TooCostlyException if a query looks at too many values
   */
  void read(JsonParser parser) throws IOException {
    if (places.values().stream().allMatch(JsonPlace::isStraight)) {
      Map<String, List<JsonStep>> ways = new HashMap<>();
      places.forEach((name, place) -> ways.put(name, place.beginning()));
      read(parser, ways);
      return;
    }
    JsonNode tree = JsonTree.read(parser, MAX_VALUES_HELD);
    places.forEach(
        (name, place) -> {
          JsonNode value = place.at(tree);
          if (value.isValueNode() && !value.isNull()) {
            put(name, value);
          }
        });
  }

  /** The scalar of that name as text; null where there is none. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  /** Reads a value into which these steps lead. */
  private void read(JsonParser parser, Map<String, List<JsonStep>> wanted) throws IOException {
    values.keySet().removeAll(wanted.keySet());
    JsonToken token = parser.currentToken();
    if (wanted.isEmpty()) {
      parser.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        read(parser, inside(wanted, step -> step.leadsTo(name)));
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        int element = i;
        read(parser, inside(wanted, step -> step.leadsTo(element)));
      }
    } else if (token != JsonToken.VALUE_NULL) {
      JsonNode scalar = JsonTree.scalar(parser);
      wanted.forEach(
          (name, steps) -> {
            if (steps.isEmpty()) {
              put(name, scalar);
            }
          });
    }
  }

  private void put(String name, JsonNode scalar) {
    if (scalar.isTextual() || !texts.contains(name)) {
      values.put(name, scalar.asText());
    }
  }

  /** The steps that lead into a part, from there on. */
  private static Map<String, List<JsonStep>> inside(
      Map<String, List<JsonStep>> wanted, Predicate<JsonStep> leads) {
    Map<String, List<JsonStep>> inside = new HashMap<>();
    wanted.forEach(
        (name, steps) -> {
          if (!steps.isEmpty() && leads.test(steps.get(0))) {
            inside.put(name, steps.subList(1, steps.size()));
          }
        });
    return inside;
  }
}
