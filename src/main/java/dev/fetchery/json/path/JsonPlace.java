package dev.fetchery.json.path;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document: a JSON Pointer (RFC 6901), or, where the text begins with {@code $},
 * a JSONPath (RFC 9535). Immutable.
 */
public final class JsonPlace {
  private final String text;
  private final @Nullable JsonPointer pointer;
  private final @Nullable JsonPath path;
  private final List<JsonStep> beginning;

  /** What is selected of each child of what the beginning leads to, or null. */
  private final @Nullable JsonPath ofChild;

  private JsonPlace(String text, @Nullable JsonPointer pointer, @Nullable JsonPath path) {
    this.text = text;
    this.pointer = pointer;
    this.path = path;
    this.beginning = path != null ? path.beginning() : steps(pointer);
    this.ofChild = path == null ? null : path.ofEachChild().orElse(null);
  }

  /**
   * Reads a place.
   *
   * @throws IllegalArgumentException if it is none; the message says why in one line
   */
  public static JsonPlace parse(String text) {
    if (JsonPath.isQuery(text)) {
      try {
        return new JsonPlace(text, null, JsonPath.parse(text));
      } catch (JsonPathException e) {
        throw new IllegalArgumentException("not a JSONPath (RFC 9535): " + e.getMessage(), e);
      }
    }
    return new JsonPlace(text, pointer(text), null);
  }

  /** Why a text is no place, in one line, or null. */
  public static @Nullable String problem(String text) {
    try {
      parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Jackson compiles {@code ~} followed by anything; the RFC allows only 0 and 1 there. */
  private static JsonPointer pointer(String text) {
    for (int i = text.indexOf('~'); i >= 0; i = text.indexOf('~', i + 1)) {
      if (i + 1 == text.length() || "01".indexOf(text.charAt(i + 1)) < 0) {
        throw noPointer();
      }
    }
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw noPointer();
    }
  }

  private static IllegalArgumentException noPointer() {
    return new IllegalArgumentException(
        "not a JSON Pointer (RFC 6901): empty, or beginning with /");
  }

  private static List<JsonStep> steps(@Nullable JsonPointer pointer) {
    List<JsonStep> steps = new ArrayList<>();
    for (JsonPointer at = pointer; at != null && !at.matches(); at = at.tail()) {
      steps.add(new JsonStep(at.getMatchingProperty(), at.getMatchingIndex()));
    }
    return steps;
  }

  /** Whether it names one value at most. */
  public boolean isSingular() {
    return path == null || path.isSingular();
  }

  /**
   * The value here, the first where there are several; a missing node where there is none.
   *
   * @throws JsonPath.TooCostlyException if the query looks at too many values
   */
  public JsonNode at(JsonNode document) {
    if (path == null) {
      return pointer == null ? document : document.at(pointer);
    }
    List<JsonNode> selected = path.select(document);
    return selected.isEmpty() ? MissingNode.getInstance() : selected.get(0);
  }

  /**
   * All values here, in the order of the document.
   *
   * @throws JsonPath.TooCostlyException if the query looks at too many values
   */
  public List<JsonNode> all(JsonNode document) {
    if (path != null) {
      return path.select(document);
    }
    JsonNode node = at(document);
    return node.isMissingNode() ? List.of() : List.of(node);
  }

  /** The first steps, as {@link JsonPath#beginning}; all of them for a pointer. */
  public List<JsonStep> beginning() {
    return beginning;
  }

  /** What the {@link #beginning} leads to; a missing node where there is none. */
  public JsonNode beginningIn(JsonNode document) {
    JsonNode at = document;
    for (JsonStep step : beginning) {
      String name = step.name();
      at = at.isObject() && name != null ? at.path(name) : at.path(step.index());
    }
    return at;
  }

  /** The first steps as a JSON Pointer. */
  public String beginningText() {
    JsonPointer at = JsonPointer.empty();
    for (JsonStep step : beginning) {
      at = step.name() == null ? at.appendIndex(step.index()) : at.appendProperty(step.name());
    }
    return at.toString();
  }

  /** Whether {@link #beginning} leads all the way. */
  public boolean isStraight() {
    return path == null || path.isStraight();
  }

  /**
   * Whether its values can be found child by child of what the {@link #beginning} leads to, by
   * {@link #ofChild}.
   */
  public boolean goesByChild() {
    return ofChild != null;
  }

  /**
   * What it selects of one child of what the {@link #beginning} leads to; the child itself where it
   * leads all the way.
   *
   * @throws JsonPath.TooCostlyException if the query looks at too many values
   */
  public List<JsonNode> ofChild(JsonNode child) {
    return ofChild == null
        ? List.of(child)
        : ofChild.select(JsonNodeFactory.instance.arrayNode().add(child));
  }

  /** The place as it was written; a pointer to the root is the empty text. */
  @Override
  public String toString() {
    return text;
  }
}
