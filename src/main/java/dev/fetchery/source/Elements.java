package dev.fetchery.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Places;
import dev.fetchery.json.LoneSurrogates;
import dev.fetchery.json.path.JsonPath;
import dev.fetchery.json.path.JsonPlace;
import dev.fetchery.naming.LongValue;
import dev.fetchery.naming.ValueException;
import dev.fetchery.spec.UrlTemplate;
import dev.fetchery.url.WebUrl;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns elements of a fetched document into items: scalars, or objects whose scalars are variables.
 * Where items stand inside elements, each element gives several.
 */
final class Elements {
  private final @Nullable JsonPlace urlAt;
  private final @Nullable JsonPlace keyAt;
  private final @Nullable UrlTemplate itemUrl;
  private final @Nullable JsonPlace each;
  private final @Nullable UrlTemplate otherUrl;
  private final Map<String, String> job;
  private final Set<String> named;

  /** Where an element says what its item's body must be. */
  private final Map<String, JsonPlace> expectAt = new HashMap<>();

  /**
   * @param places where an element says what its item is
   * @param otherUrl template of the URL of an object that has none, or null
   * @param job the job's own variables
   * @param named variables that templates name: fields inside fields, and of an element around its
   *     members, are kept only if they are among them
   */
  Elements(Places places, @Nullable String otherUrl, Map<String, String> job, Set<String> named) {
    this.urlAt = place(places.urlAt());
    this.keyAt = place(places.keyAt());
    this.itemUrl = places.itemUrl() == null ? null : UrlTemplate.parse(places.itemUrl());
    this.each = place(places.each());
    boolean told = places.urlAt() != null || places.itemUrl() != null;
    this.otherUrl = told || otherUrl == null ? null : UrlTemplate.parse(otherUrl);
    this.job = job;
    this.named = named;
    places.expectAt().forEach((name, at) -> expectAt.put(name, JsonPlace.parse(at)));
  }

  private static @Nullable JsonPlace place(@Nullable String text) {
    return text == null ? null : JsonPlace.parse(text);
  }

  /** Whether an entry of an object is an item only if it is a text, which is then its URL. */
  boolean wantTexts() {
    return urlAt == null && itemUrl == null && each == null && otherUrl == null;
  }

  /** An entry of an object: its name is the key. */
  static Draft entry(String name, JsonNode value, @Nullable WebUrl base) {
    String key = LoneSurrogates.replaced(name);
    return value.isTextual()
        ? at(key, value.textValue(), base, Map.of())
        : DraftFactory.failed(key, "", Map.of(), ErrorCode.BAD_URL, "the entry's value is no URL");
  }

  /**
   * What an element gives: itself, or its members.
   *
   * @param name of an entry of an object, or null
   * @param base URL of the document
   */
  Iterator<Draft> items(@Nullable String name, JsonNode element, @Nullable WebUrl base) {
    if (each == null) {
      return List.of(item(name, element, null, base)).iterator();
    }
    try {
      List<JsonEntries.Entry> members = JsonEntries.Entry.at(each, element);
      return members.stream()
          .map(member -> item(member.name(), member.value(), element, base))
          .iterator();
    } catch (JsonPath.TooCostlyException e) {
      return List.of(tooCostly(e)).iterator();
    }
  }

  private Draft item(
      @Nullable String name, JsonNode element, @Nullable JsonNode around, @Nullable WebUrl base) {
    try {
      return expecting(named(name, element, around, base), element);
    } catch (JsonPath.TooCostlyException e) {
      return tooCostly(e);
    }
  }

  /** An entry that has fields and no JSON, with the URL that the template makes of them. */
  Draft made(@Nullable String key, Map<String, String> fields, @Nullable WebUrl base) {
    return itemUrl == null
        ? DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, "the URL is empty")
        : expanded(itemUrl, key, fields, field -> false, base);
  }

  private Draft expecting(Draft draft, JsonNode element) {
    return draft.fault() == null ? DraftFactory.expecting(draft, said(element), List.of()) : draft;
  }

  /** What an element says of its item's body, as written. */
  Map<String, String> said(JsonNode element) {
    Map<String, String> said = new HashMap<>();
    expectAt.forEach(
        (name, at) -> {
          JsonNode value = at.at(element);
          if (isScalar(value) && !value.asText().isBlank()) {
            said.put(name, plain(value));
          }
        });
    return said;
  }

  private static Draft tooCostly(JsonPath.TooCostlyException e) {
    return DraftFactory.failed(
        null, "", Map.of(), ErrorCode.TOO_LARGE, String.valueOf(e.getMessage()));
  }

  private Draft named(
      @Nullable String name, JsonNode element, @Nullable JsonNode around, @Nullable WebUrl base) {
    Map<String, String> fields = fieldsOf(element, around);
    String key = keyOf(name, element, around, fields);
    if (itemUrl != null) {
      return expanded(itemUrl, key, fields, field -> isNull(element, around, field), base);
    }
    JsonNode url = urlOf(element);
    if (url.isTextual()) {
      return at(key, url.textValue(), base, fields);
    }
    if (otherUrl != null && !isNoEntry(element)) {
      return expanded(otherUrl, key, fields, field -> isNull(element, around, field), base);
    }
    String why =
        urlAt != null
            ? "the element has no URL" + at(urlAt)
            : "the element is no URL and has no url, and the source gives no urlAt";
    return DraftFactory.failed(key, "", fields, ErrorCode.BAD_URL, why);
  }

  private static boolean isNoEntry(JsonNode element) {
    return element.isNull() || element.isArray();
  }

  /** Without {@code urlAt} an object is read like an element of {@code urls}. */
  private JsonNode urlOf(JsonNode element) {
    if (urlAt != null) {
      return urlAt.at(element);
    }
    return element.isObject() ? element.path("url") : element;
  }

  /** An empty reference, or a fragment alone, is the document that was read (RFC 3986, 4.4). */
  private static Draft at(
      @Nullable String key, String url, @Nullable WebUrl base, Map<String, String> fields) {
    String reference = stripped(LoneSurrogates.replaced(url));
    return reference.isEmpty() || reference.charAt(0) == '#'
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
    } catch (ValueException e) {
      return DraftFactory.failed(key, template.toString(), fields, ErrorCode.BAD_NAME, e.why());
    }
  }

  private static boolean isNull(JsonNode element, @Nullable JsonNode around, String name) {
    JsonNode own = NamedFields.at(element, name);
    return own.isMissingNode() && around != null
        ? NamedFields.at(around, name).isNull()
        : own.isNull();
  }

  private @Nullable String variable(String name, @Nullable String key, Map<String, String> fields) {
    return name.equals("key") && key != null ? key : job.getOrDefault(name, fields.get(name));
  }

  private @Nullable String keyOf(
      @Nullable String name,
      JsonNode element,
      @Nullable JsonNode around,
      Map<String, String> fields) {
    if (keyAt != null) {
      JsonNode key = keyAt.at(element);
      JsonNode found = isScalar(key) || around == null ? key : keyAt.at(around);
      return isScalar(found) ? found.asText() : name;
    }
    if (name != null) {
      return LoneSurrogates.replaced(name);
    }
    if (!element.isContainerNode()) {
      String value = fields.get("value");
      return value == null || LongValue.is(value) ? null : value;
    }
    JsonNode own = around != null && !element.has("key") ? around.path("key") : element.path("key");
    return isScalar(own) ? own.asText() : null;
  }

  private Map<String, String> fieldsOf(JsonNode element, @Nullable JsonNode around) {
    Map<String, String> fields = new HashMap<>();
    int chars = collect(element, fields);
    for (String name : named) {
      JsonNode value = NamedFields.at(element, name);
      if (!isScalar(value) && around != null) {
        value = NamedFields.at(around, name);
      }
      chars = isScalar(value) ? put(name, value, chars, fields) : chars;
    }
    return fields;
  }

  private int collect(JsonNode element, Map<String, String> fields) {
    if (isScalar(element)) {
      return put("value", element, 0, fields);
    }
    int chars = 0;
    for (Map.Entry<String, JsonNode> member : element.properties()) {
      JsonNode value = member.getValue();
      chars = isScalar(value) ? put(member.getKey(), value, chars, fields) : chars;
    }
    return chars;
  }

  /**
   * Keeps a field unless there is one of the name. For one that is too long a mark is kept, where a
   * template asks for it.
   */
  private int put(String name, JsonNode value, int chars, Map<String, String> fields) {
    if (fields.containsKey(name)) {
      return chars;
    }
    String text = value.asText();
    boolean alone = text.length() > LongValue.MAX_CHARS;
    int with = alone ? chars : chars + name.length() + text.length();
    if (!alone && with <= LongValue.MAX_TOGETHER_CHARS) {
      fields.put(name, text);
    } else if (named.contains(name)) {
      fields.put(name, alone ? LongValue.ALONE : LongValue.TOGETHER);
    }
    return with;
  }

  /** Where something is in an answer or element; its root needs no words. */
  static String at(JsonPlace place) {
    String text = place.toString();
    return text.isEmpty() ? "" : " at " + text;
  }

  /** A scalar as text: a number that is whole as one, also where it is written as 8.0. */
  static String plain(JsonNode scalar) {
    boolean whole =
        scalar.isFloatingPointNumber()
            && scalar.canConvertToExactIntegral()
            && scalar.canConvertToLong();
    return whole ? Long.toString(scalar.longValue()) : scalar.asText();
  }

  private static boolean isScalar(JsonNode node) {
    return node.isValueNode() && !node.isNull();
  }
}
