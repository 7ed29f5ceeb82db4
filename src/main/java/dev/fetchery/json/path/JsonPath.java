package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

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

  /** The query as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
