package dev.fetchery.spec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parts of a job as JSON: with their secrets, to be stored, or without them, to be shown. */
final class SpecJson {
  private final boolean shown;

  SpecJson(boolean shown) {
    this.shown = shown;
  }

  boolean isShown() {
    return shown;
  }

  String url(String url) {
    return shown ? Secrets.maskUrl(url) : url;
  }

  ObjectNode headers(Map<String, String> headers) {
    ObjectNode json = object();
    putAll(json, shown ? Secrets.maskHeaders(headers) : headers);
    return json;
  }

  static void putAll(ObjectNode json, Map<String, String> values) {
    new TreeMap<>(values).forEach(json::put);
  }

  static void putIfPresent(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
