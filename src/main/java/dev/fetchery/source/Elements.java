package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.naming.MissingVariableException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.WebUrl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns elements of a fetched document into items: scalars, or objects whose scalars are variables.
 */
final class Elements {
  private static final int MAX_FIELD_CHARS = 64 << 10;

  /** Of all fields of an element that are kept, the first ones. */
  private static final int MAX_FIELDS_CHARS = 128 << 10;

  private final @Nullable JsonPointer urlAt;
  private final @Nullable JsonPointer keyAt;
  private final @Nullable UrlTemplate itemUrl;
  private final Map<String, String> job;

  /** Where an element says what its item's body must be. */
  private final Map<String, JsonPointer> expectAt = new HashMap<>();

  /**
   * @param urlAt pointer to an element's URL, or null
   * @param keyAt pointer to an element's key, or null
   * @param itemUrl template of an element's URL, or null
   * @param job the job's own variables
   * @param expectAt pointers to what an element says of its item's body, by name
   */
  Elements(
      @Nullable String urlAt,
      @Nullable String keyAt,
      @Nullable String itemUrl,
      Map<String, String> job,
      Map<String, String> expectAt) {
    this.urlAt = urlAt == null ? null : JsonPointer.compile(urlAt);
    this.keyAt = keyAt == null ? null : JsonPointer.compile(keyAt);
    this.itemUrl = itemUrl == null ? null : UrlTemplate.parse(itemUrl);
    this.job = job;
    expectAt.forEach((name, at) -> this.expectAt.put(name, JsonPointer.compile(at)));
  }

  /** An entry of an object: its name is the key. */
  static Draft entry(String name, JsonNode value, @Nullable WebUrl base) {
    String key = LoneSurrogates.replaced(name);
    return value.isTextual()
        ? at(key, value.textValue(), base, Map.of())
        : DraftFactory.failed(key, "", Map.of(), ErrorCode.BAD_URL, "the entry's value is no URL");
  }

  /**
   * @param base URL of the document
   */
  Draft item(JsonNode element, @Nullable WebUrl base) {
    Draft draft = named(element, base);
    if (expectAt.isEmpty() || draft.fault() != null) {
      return draft;
    }
    Map<String, String> said = new HashMap<>();
    expectAt.forEach(
        (name, at) -> {
          JsonNode value = element.at(at);
          if (isScalar(value) && !value.asText().isBlank()) {
            said.put(name, value.asText());
          }
        });
    return DraftFactory.expecting(draft, said, List.of());
  }

  private Draft named(JsonNode element, @Nullable WebUrl base) {
    Map<String, String> fields = fieldsOf(element);
    String key = keyOf(element, fields);
    if (itemUrl != null) {
      return expanded(itemUrl, key, fields, name -> isNull(element, name), base);
    }
    JsonNode url = urlOf(element);
    if (url.isTextual()) {
      return at(key, url.textValue(), base, fields);
    }
    String why =
        urlAt != null
            ? "the element has no URL at " + urlAt
            : "the element is no URL and has no url, and the source gives no urlAt";
    return DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, why);
  }

  /** Without {@code urlAt} an object is read like an element of {@code urls}. */
  private JsonNode urlOf(JsonNode element) {
    if (urlAt != null) {
      return element.at(urlAt);
    }
    return element.isObject() ? element.path("url") : element;
  }

  /** An empty reference is the document itself, which was fetched already (RFC 3986, 4.4). */
  private static Draft at(
      @Nullable String key, String url, @Nullable WebUrl base, Map<String, String> fields) {
    String reference = stripped(LoneSurrogates.replaced(url));
    return reference.isEmpty()
        ? DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, "the URL is empty")
        : DraftFactory.of(key, base == null ? reference : base.resolve(reference), fields);
  }

  /** Without the white space and byte order marks around it, which no URL has. */
  static String stripped(String url) {
    int from = 0;
    int to = url.length();
    while (from < to && isAround(url.charAt(from))) {
      from++;
    }
    while (to > from && isAround(url.charAt(to - 1))) {
      to--;
    }
    return url.substring(from, to);
  }

  private static boolean isAround(char c) {
    return c <= ' ' || c == '\ufeff' || Character.isSpaceChar(c) || Character.isWhitespace(c);
  }

  private Draft expanded(
      UrlTemplate template,
      @Nullable String key,
      Map<String, String> fields,
      Predicate<String> isNull,
      @Nullable WebUrl base) {
    try {
      String url = template.expand(name -> variable(name, key, fields), isNull);
      return at(key, url, base, fields);
    } catch (MissingVariableException e) {
      return DraftFactory.failed(
          key, template.toString(), fields, ErrorCode.BAD_NAME, String.valueOf(e.getMessage()));
    }
  }

  private static boolean isNull(JsonNode element, String name) {
    return element.isObject() && element.path(name).isNull();
  }

  private @Nullable String variable(String name, @Nullable String key, Map<String, String> fields) {
    return name.equals("key") && key != null ? key : job.getOrDefault(name, fields.get(name));
  }

  private @Nullable String keyOf(JsonNode element, Map<String, String> fields) {
    if (keyAt != null) {
      JsonNode key = element.at(keyAt);
      return isScalar(key) ? key.asText() : null;
    }
    return element.isObject() ? fields.get("key") : fields.get("value");
  }

  private static Map<String, String> fieldsOf(JsonNode element) {
    if (isScalar(element)) {
      return Map.of("value", element.asText());
    }
    Map<String, String> fields = new HashMap<>();
    int chars = 0;
    for (Map.Entry<String, JsonNode> member : element.properties()) {
      JsonNode value = member.getValue();
      String text = isScalar(value) ? value.asText() : null;
      if (text != null && text.length() <= MAX_FIELD_CHARS) {
        chars += member.getKey().length() + text.length();
        if (chars <= MAX_FIELDS_CHARS) {
          fields.put(member.getKey(), text);
        }
      }
    }
    return fields;
  }

  private static boolean isScalar(JsonNode node) {
    return node.isValueNode() && !node.isNull();
  }
}
