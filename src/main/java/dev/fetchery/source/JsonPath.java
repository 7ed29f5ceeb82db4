package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.fetchery.json.FetchedJson;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The way through a JSON document to the value that a pointer (RFC 6901) names, and out again. */
final class JsonPath {
  private JsonPath() {}

  /** Moves the parser to the value that the pointer names; false if there is none. */
  static boolean descend(JsonParser parser, JsonPointer pointer) throws IOException {
    if (pointer.matches()) {
      return true;
    }
    boolean inObject = parser.currentToken() == JsonToken.START_OBJECT;
    if (!inObject && parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    for (int i = 0; !isEnd(parser.nextToken()); i++) {
      boolean wanted =
          inObject ? pointer.matchesProperty(parser.currentName()) : pointer.matchesElement(i);
      if (inObject) {
        parser.nextToken();
      }
      if (wanted) {
        return descend(parser, pointer.tail());
      }
      parser.skipChildren();
    }
    return false;
  }

  /**
   * Reads the document to its end, from the end of the value that the pointer names.
   *
   * @return the pointer to what the document gives a second time of what led to the value, or null
   * @throws FetchedJson.TrailingException if anything but white space follows
   */
  static @Nullable String leave(JsonParser parser, JsonPointer pointer) throws IOException {
    Deque<JsonPointer> within = new ArrayDeque<>();
    for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
      within.push(at);
    }
    @Nullable String twice = null;
    for (JsonPointer step : within) {
      while (!isEnd(parser.nextToken())) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          if (step.matchesProperty(parser.currentName())) {
            twice = parser.getParsingContext().pathAsPointer().toString();
          }
          parser.nextToken();
        }
        parser.skipChildren();
      }
    }
    FetchedJson.finish(parser);
    return twice;
  }

  /** Where the bytes end too early, the parser throws. */
  static boolean isEnd(@Nullable JsonToken token) {
    return token == null || token.isStructEnd();
  }
}
