package dev.fetchery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a tree from a parser of JSON (RFC 8259), within bounds. Numbers keep the digits they were
 * written with: they become parts of URLs and names, never sums. An unpaired surrogate becomes
 * U+FFFD, and of a field given twice the last value counts, unless such faults are reported.
 */
public final class JsonTree {
  /** Fields of one object, where faults are reported. */
  public static final int MAX_FIELDS = 10_000;

  /** Digits of one number, where faults are reported. */
  public static final int MAX_DIGITS = 400;

  /** Fields given twice that are told apart. */
  private static final int MAX_TWICE = 1000;

  /** A text of so many chars counts as a value more. */
  private static final int CHARS_OF_A_VALUE = 40;

  private static final int MAX_STRING_CHARS = 1 << 20;
  private static final int MAX_NAME_CHARS = 1 << 16;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final int maxValues;
  private final @Nullable Faults faults;
  private final Set<String> twice;
  private int values;

  JsonTree(JsonParser parser, int maxValues, @Nullable Faults faults, Set<String> twice) {
    this.parser = parser;
    this.maxValues = maxValues;
    this.faults = faults;
    this.twice = twice;
  }

  /** Takes what is wrong with a document although it is JSON. */
  @FunctionalInterface
  public interface Faults {
    /**
     * @param pointer JSON Pointer (RFC 6901) to the fault
     * @param detail one line
     */
    void add(String pointer, String detail);
  }

  /** A value holds more values than are read. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(int maxValues) {
      super("too large: an entry holds more than " + maxValues + " values");
    }
  }

  /** Makes parsers that stop at these depths and lengths of numbers. */
  public static JsonFactory factory(int maxDepth, int maxDigits) {
    return builder(maxDepth, maxDigits).build();
  }

  /**
   * The same, and {@code NaN} and infinities, which JSON has no words for and some write
   * nevertheless, are read as null.
   */
  static JsonFactory lenientFactory(int maxDepth, int maxDigits) {
    return builder(maxDepth, maxDigits).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  }

  private static JsonFactoryBuilder builder(int maxDepth, int maxDigits) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxStringLength(MAX_STRING_CHARS)
                .maxNameLength(MAX_NAME_CHARS)
                .maxNumberLength(maxDigits)
                .maxDocumentLength(-1)
                .build());
  }

  /**
   * The value that begins at the parser's current token.
   *
   * @param maxValues values in it, itself included; 40 chars of text count as one
   * @throws TooLargeException if there are more
   */
  public static JsonNode read(JsonParser parser, int maxValues) throws IOException {
    return read(parser, maxValues, new HashSet<>());
  }

  /**
   * The same.
   *
   * @param twice takes pointers to fields that are given more than once, a few of them
   */
  static JsonNode read(JsonParser parser, int maxValues, Set<String> twice) throws IOException {
    return new JsonTree(parser, maxValues, null, twice).value();
  }

  /** The scalar at the parser's current token, of any length that a parser takes. */
  public static JsonNode scalar(JsonParser parser) throws IOException {
    return read(parser, Integer.MAX_VALUE);
  }

  /** The value that begins at the parser's current token; takes no fault in silence. */
  public static JsonNode read(JsonParser parser, Faults faults) throws IOException {
    return new JsonTree(parser, Integer.MAX_VALUE, faults, new HashSet<>()).value();
  }

  /** The value that begins at the current token. */
  JsonNode value() throws IOException {
    count(1);
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> NODES.textNode(text(parser.getText()));
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> decimal(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  /** Counts values; long texts count as several. */
  void count(int more) throws TooLargeException {
    if (more > maxValues - values) {
      throw new TooLargeException(maxValues);
    }
    values += more;
  }

  private ObjectNode object() throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = text(parser.currentName());
      parser.nextToken();
      JsonNode value = value();
      if (faults == null) {
        put(object, name, value);
      } else if (isNewField(object, name, faults)) {
        object.set(name, value);
      }
    }
    return object;
  }

  /** Of a field given twice the last value counts. */
  void put(ObjectNode object, String name, JsonNode value) {
    boolean again = object.replace(name, value) != null;
    if (again && twice.size() < MAX_TWICE) {
      twice.add(pointer(parser.getParsingContext()));
    }
  }

  private boolean isNewField(ObjectNode object, String name, Faults reported) {
    JsonStreamContext context = parser.getParsingContext();
    if (object.size() == MAX_FIELDS) {
      reported.add(pointer(context.getParent()), "more than " + MAX_FIELDS + " fields");
    }
    if (object.has(name)) {
      reported.add(pointer(context), "given twice");
      return false;
    }
    return object.size() <= MAX_FIELDS;
  }

  private ArrayNode array() throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value());
    }
    return array;
  }

  private String text(String text) throws TooLargeException {
    count(text.length() / CHARS_OF_A_VALUE);
    if (faults == null) {
      return LoneSurrogates.replaced(text);
    }
    if (LoneSurrogates.in(text)) {
      faults.add(pointer(parser.getParsingContext()), "holds an unpaired surrogate, no character");
    }
    return text;
  }

  private JsonNode integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private JsonNode decimal(String text) {
    if (!Character.isDigit(text.charAt(text.length() - 1))) {
      return NODES.nullNode();
    }
    BigDecimal number = null;
    try {
      number = new BigDecimal(text);
    } catch (NumberFormatException e) {
      // Its exponent is too large to be held.
    }
    if (faults == null) {
      return number == null ? NODES.textNode(text) : new PlainDecimal(number);
    }
    // A large exponent is a few bytes to send and gigabytes to write out.
    if (number == null || Math.abs((long) number.precision() - number.scale()) > MAX_DIGITS) {
      faults.add(
          pointer(parser.getParsingContext()), "number has more than " + MAX_DIGITS + " digits");
      return NODES.numberNode(0);
    }
    return new PlainDecimal(number);
  }

  private static String pointer(JsonStreamContext context) {
    return context.pathAsPointer().toString();
  }
}
