package dev.fetchery.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/**
 * Reads a value of which only parts are held. What is passed over is hashed, so that a change of it
 * is noticed.
 */
final class JsonPartReader {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final JsonTree tree;
  private int skipped;

  private JsonPartReader(JsonParser parser, JsonTree tree) {
    this.parser = parser;
    this.tree = tree;
  }

  /** A value without what is not wanted of it, and a hash of that. */
  record Part(JsonNode value, int skipped) {}

  /**
   * The value that begins at the parser's current token.
   *
   * @param maxValues values that are held; 40 chars of text count as one
   * @param twice takes pointers to fields that are given more than once, a few of them
   */
  static Part read(JsonParser parser, JsonParts wanted, int maxValues, Set<String> twice)
      throws IOException {
    JsonPartReader reader =
        new JsonPartReader(parser, new JsonTree(parser, maxValues, null, twice));
    JsonNode value = reader.part(wanted);
    return new Part(value, reader.skipped);
  }

  private JsonNode part(JsonParts wanted) throws IOException {
    if (wanted.isWhole() || !parser.currentToken().isStructStart()) {
      return tree.value();
    }
    tree.count(1);
    return parser.currentToken() == JsonToken.START_OBJECT
        ? partOfObject(wanted)
        : partOfArray(wanted);
  }

  private ObjectNode partOfObject(JsonParts wanted) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = LoneSurrogates.replaced(parser.currentName());
      JsonParts below = wanted.below(name);
      parser.nextToken();
      if (below == null) {
        skipped = 31 * skipped + name.hashCode();
        skip();
      } else {
        tree.put(object, name, part(below));
      }
    }
    return object;
  }

  /** Elements keep their places as far as one behind them is wanted. */
  private ArrayNode partOfArray(JsonParts wanted) throws IOException {
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      JsonParts below = i <= wanted.lastIndex() ? wanted.below(Integer.toString(i)) : null;
      if (below != null) {
        array.add(part(below));
        continue;
      }
      skip();
      if (i <= wanted.lastIndex()) {
        tree.count(1);
        array.addNull();
      }
    }
    return array;
  }

  /** Passes over the value at the current token. */
  private void skip() throws IOException {
    int depth = 0;
    for (; ; parser.nextToken()) {
      JsonToken token = parser.currentToken();
      skipped = 31 * skipped + token.id();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        hashText();
      }
      if (depth == 0) {
        return;
      }
    }
  }

  private void hashText() throws IOException {
    char[] chars = parser.getTextCharacters();
    int from = parser.getTextOffset();
    for (int i = from; i < from + parser.getTextLength(); i++) {
      skipped = 31 * skipped + chars[i];
    }
  }
}
