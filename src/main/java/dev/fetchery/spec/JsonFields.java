package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads fields of valid JSON. */
final class JsonFields {
  private JsonFields() {}

  /** Scalars as text; nulls are left out. */
  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object
        .properties()
        .forEach(
            member -> {
              if (!member.getValue().isNull()) {
                texts.put(member.getKey(), member.getValue().asText());
              }
            });
    return texts;
  }

  /** Values as they stand in JSON. */
  static Map<String, String> jsonTexts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    object.properties().forEach(member -> texts.put(member.getKey(), member.getValue().toString()));
    return texts;
  }

  static @Nullable String textOrNull(@Nullable JsonNode node) {
    return node == null ? null : node.textValue();
  }

  static String textOr(@Nullable JsonNode node, String otherwise) {
    return node == null ? otherwise : node.textValue();
  }

  static long longOr(@Nullable JsonNode node, long otherwise) {
    return node == null ? otherwise : node.longValue();
  }
}
