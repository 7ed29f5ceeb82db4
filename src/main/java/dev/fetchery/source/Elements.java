package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.WebUrl;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.LoneSurrogates;
import dev.fetchery.spec.UrlTemplate;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns what a fetched document lists into items: scalars, or objects whose scalars are variables.
 */
final class Elements {
  private static final int MAX_FIELD_CHARS = 64 << 10;

  private final JsonPointer urlAt;
  private final JsonPointer keyAt;
  private final UrlTemplate itemUrl;
  private final Map<String, String> job;

  /**
   * @param urlAt pointer to an element's URL, or null
   * @param keyAt pointer to an element's key, or null
   * @param itemUrl template of an element's URL, or null
   * @param job the job's own variables
   */
  Elements(String urlAt, String keyAt, String itemUrl, Map<String, String> job) {
    this.urlAt = urlAt == null ? null : JsonPointer.compile(urlAt);
    this.keyAt = keyAt == null ? null : JsonPointer.compile(keyAt);
    this.itemUrl = itemUrl == null ? null : UrlTemplate.parse(itemUrl);
    this.job = job;
  }

  /** An entry of an object: its name is the key. */
  static Draft entry(String name, JsonNode value, String base) {
    String key = LoneSurrogates.replaced(name);
    return value.isTextual()
        ? at(key, value.textValue(), base, Map.of())
        : DraftFactory.failed(key, "", Map.of(), ErrorCode.BAD_URL, "the entry's value is no URL");
  }

  /**
   * @param base URL of the document
   */
  Draft item(JsonNode element, String base) {
    Map<String, String> fields = fieldsOf(element);
    String key = keyOf(element, fields);
    if (itemUrl != null) {
      return expanded(key, fields, base);
    }
    JsonNode url = urlOf(element);
    if (url.isTextual()) {
      return at(key, url.textValue(), base, fields);
    }
    String why =
        urlAt != null
            ? "the element has no URL at " + urlAt
            : "the element is no URL and has none as its url, and the source gives no urlAt";
    return DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, why);
  }

  /** Where nothing says which, an object is read as an element of {@code urls} would be. */
  private JsonNode urlOf(JsonNode element) {
    if (urlAt != null) {
      return element.at(urlAt);
    }
    return element.isObject() ? element.path("url") : element;
  }

  /** An empty reference is the document itself, which was fetched already (RFC 3986, 4.4). */
  private static Draft at(String key, String url, String base, Map<String, String> fields) {
    String reference = LoneSurrogates.replaced(url);
    return reference.isBlank()
        ? DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, "the URL is empty")
        : DraftFactory.of(key, WebUrl.resolve(base, reference), fields);
  }

  private Draft expanded(String key, Map<String, String> fields, String base) {
    try {
      return at(key, itemUrl.expand(name -> variable(name, key, fields)), base, fields);
    } catch (MissingVariableException e) {
      return DraftFactory.failed(
          key, itemUrl.toString(), fields, ErrorCode.BAD_NAME, e.getMessage());
    }
  }

  private String variable(String name, String key, Map<String, String> fields) {
    return name.equals("key") && key != null ? key : job.getOrDefault(name, fields.get(name));
  }

  private String keyOf(JsonNode element, Map<String, String> fields) {
    if (keyAt != null) {
      JsonNode key = element.at(keyAt);
      return isScalar(key) ? text(key) : null;
    }
    return element.isObject() ? fields.get("key") : fields.get("value");
  }

  private static Map<String, String> fieldsOf(JsonNode element) {
    if (isScalar(element)) {
      return Map.of("value", text(element));
    }
    Map<String, String> fields = new HashMap<>();
    if (element.isObject()) {
      element
          .properties()
          .forEach(
              member -> {
                boolean kept =
                    isScalar(member.getValue())
                        && member.getValue().asText().length() <= MAX_FIELD_CHARS;
                if (kept) {
                  fields.put(LoneSurrogates.replaced(member.getKey()), text(member.getValue()));
                }
              });
    }
    return fields;
  }

  private static boolean isScalar(JsonNode node) {
    return node.isValueNode() && !node.isNull();
  }

  private static String text(JsonNode scalar) {
    return LoneSurrogates.replaced(scalar.asText());
  }
}
