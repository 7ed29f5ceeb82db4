package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query of JSONPath (RFC 9535) with its filters and functions. Immutable. */
public final class JsonPath {
  /** The longest query, in chars. */
  public static final int MAX_CHARS = 2_000;

  private static final long MAX_STEPS = 20_000_000;

  private final String text;
  private final Selector.Query query;

  private JsonPath(String text, Selector.Query query) {
    this.text = text;
    this.query = query;
  }

  /** A document is too large for the query. */
  public static final class TooCostlyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooCostlyException() {
      super("the query looks at too many values", null, false, false);
    }
  }

  /** Whether a text is meant as a query: it begins with {@code $}. */
  public static boolean isQuery(String text) {
    return text.startsWith("$");
  }

  /**
   * Reads a query.
   *
   * @throws JsonPathException if it is none
   */
  public static JsonPath parse(String text) {
    Cursor cursor = new Cursor(text);
    if (text.length() > MAX_CHARS) {
      throw cursor.fault("the query is longer than " + MAX_CHARS + " characters");
    }
    cursor.expect("$");
    List<Selector.Segment> segments = new PathParser(cursor).segments();
    if (!cursor.atEnd()) {
      throw cursor.fault("something follows the query");
    }
    return new JsonPath(text, new Selector.Query(true, segments));
  }

  /**
   * The values that it selects, in the order of the document.
   *
   * @throws TooCostlyException if it looks at too many values
   */
  public List<JsonNode> select(JsonNode document) {
    return new Evaluator(document, MAX_STEPS).select(query, document);
  }

  /** Whether it selects one value at most (RFC 9535, 2.3.5.1). */
  public boolean isSingular() {
    return query.isSingular();
  }

  /**
   * Its first segments, as far as each names one child from the beginning: what they lead to can be
   * found while a document is read. All of them where the query is singular and counts from no end.
   */
  public List<JsonStep> beginning() {
    List<JsonStep> steps = new ArrayList<>();
    for (Selector.Segment segment : query.segments()) {
      JsonStep step = segment.isSingular() ? JsonStep.of(segment.selectors().get(0)) : null;
      if (step == null) {
        break;
      }
      steps.add(step);
    }
    return steps;
  }

  /** Whether the {@link #beginning} is all of it. */
  boolean isStraight() {
    return beginning().size() == query.segments().size();
  }

  /**
   * What is to be selected of each child of what the {@link #beginning} leads to, given as the only
   * element of an array; empty where the query cannot be answered child by child.
   */
  public Optional<JsonPath> ofEachChild() {
    List<Selector.Segment> segments = query.segments();
    List<Selector.Segment> rest = segments.subList(beginning().size(), segments.size());
    boolean childByChild =
        !rest.isEmpty() && rest.get(0).takesEachByItself() && rest.stream().noneMatch(Roots::in);
    return childByChild
        ? Optional.of(new JsonPath(text, new Selector.Query(true, rest)))
        : Optional.empty();
  }

  /** The query as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
