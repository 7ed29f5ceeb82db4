package dev.fetchery.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;

/**
 * Reads JSON that strangers sent, within bounds. Numbers keep the digits they were written with:
 * they become parts of URLs and names, never sums.
 */
final class JsonTree {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(1000)
                  .maxDocumentLength(-1)
                  .build())
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private int left;

  private JsonTree(int maxNodes) {
    this.left = maxNodes;
  }

  /** There is more in a value than is read. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("of a size beyond all sense");
    }
  }

  /**
   * The value that begins at the parser's current token.
   *
   * @param maxNodes values in it at most
   * @throws TooLargeException if there are more
   */
  static JsonNode read(JsonParser parser, int maxNodes) throws IOException {
    return new JsonTree(maxNodes).value(parser);
  }

  /**
   * A parser of a document.
   *
   * @param bytes closed with the parser
   * @param length of the document, as far as it is known
   */
  static JsonParser parser(InputStream bytes, long length) throws IOException {
    return JSON.createParser(new SurrogateRepair(bytes, length));
  }

  /** A document of bounded size, held in memory. */
  static JsonNode read(byte[] document) throws IOException {
    try (JsonParser parser = parser(new ByteArrayInputStream(document), document.length)) {
      if (parser.nextToken() == null) {
        throw new EmptyException();
      }
      JsonNode value = read(parser, Math.max(1, document.length));
      parser.nextToken();
      return value;
    }
  }

  /** Nothing is there where JSON is expected. */
  static final class EmptyException extends IOException {
    private static final long serialVersionUID = 1L;

    EmptyException() {
      super("empty where JSON is expected");
    }
  }

  /** What a document is, instead of usable, without a word of it: goes on after "is". */
  static String why(IOException e) {
    if (e instanceof EmptyException || e instanceof TooLargeException) {
      return e.getMessage();
    }
    if (e instanceof StreamConstraintsException) {
      return "nested too deep, or holds a text or number that is too long";
    }
    if (e instanceof JsonProcessingException bad && bad.getLocation() != null) {
      return "not JSON at line "
          + bad.getLocation().getLineNr()
          + ", column "
          + bad.getLocation().getColumnNr();
    }
    return "unreadable: " + e.getClass().getSimpleName();
  }

  private JsonNode value(JsonParser parser) throws IOException {
    if (left-- == 0) {
      throw new TooLargeException();
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private static JsonNode number(String text) {
    try {
      return DecimalNode.valueOf(new BigDecimal(text));
    } catch (NumberFormatException e) {
      // An exponent beyond what can be held.
      return NODES.textNode(text);
    }
  }

  private ObjectNode object(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.set(name, value(parser));
    }
    return object;
  }

  private ArrayNode array(JsonParser parser) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }
}
