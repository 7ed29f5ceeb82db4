package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fetchery.json.FetchedJson;
import dev.fetchery.json.path.JsonStep;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way through a JSON document to the value that some steps lead to, and out again. */
final class JsonWay {
  private JsonWay() {}

  /** Moves the parser to the value that the steps lead to; false if there is none. */
  static boolean descend(JsonParser parser, List<JsonStep> steps) throws IOException {
    if (steps.isEmpty()) {
      return true;
    }
    boolean inObject = parser.currentToken() == JsonToken.START_OBJECT;
    if (!inObject && parser.currentToken() != JsonToken.START_ARRAY) {
      return false;
    }
    JsonStep step = steps.get(0);
    for (int i = 0; !isEnd(parser.nextToken()); i++) {
      boolean wanted = inObject ? step.leadsTo(parser.currentName()) : step.leadsTo(i);
      if (inObject) {
        parser.nextToken();
      }
      if (wanted) {
        return descend(parser, steps.subList(1, steps.size()));
      }
      parser.skipChildren();
    }
    return false;
  }

  /**
   * Reads the document to its end, from the end of the value that the steps lead to.
   *
   * @return the pointer to what the document gives a second time of what led to the value, or null
   * @throws FetchedJson.TrailingException if anything but white space follows
   */
  static @Nullable String leave(JsonParser parser, List<JsonStep> steps) throws IOException {
    @Nullable String twice = null;
    for (int i = steps.size() - 1; i >= 0; i--) {
      while (!isEnd(parser.nextToken())) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          if (steps.get(i).leadsTo(parser.currentName())) {
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
