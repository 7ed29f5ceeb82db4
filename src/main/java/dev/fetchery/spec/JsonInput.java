package dev.fetchery.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON (RFC 8259) strictly: one value, UTF-8, no key twice, no lone surrogate, no depth or
 * number beyond all sense. Numbers keep the digits they were written with.
 */
final class JsonInput {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_STRING_CHARS = 1 << 20;
  private static final int MAX_MEMBERS = 10_000;
  // An exponent of a thousand million is a few bytes to send and gigabytes to write out.
  private static final int MAX_DECIMAL_DIGITS = 400;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING_CHARS)
                  .maxNameLength(1 << 16)
                  .maxNumberLength(MAX_DECIMAL_DIGITS)
                  .build())
          .build();

  private final Violations problems;

  private JsonInput(Violations problems) {
    this.problems = problems;
  }

  /** The value, or null where it could not be read; every fault is added to the problems. */
  static JsonNode read(byte[] utf8, Violations problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return read(text, problems);
    } catch (CharacterCodingException e) {
      problems.add("", "not UTF-8");
      return null;
    }
  }

  /** As {@link #read(byte[], Violations)}; a byte order mark at the beginning is skipped. */
  static JsonNode read(String text, Violations problems) {
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    try (JsonParser parser = JSON.createParser(plain)) {
      if (parser.nextToken() == null) {
        problems.add("", "nothing was sent where JSON is expected");
        return null;
      }
      JsonNode value = new JsonInput(problems).value(parser, "");
      if (parser.nextToken() != null) {
        problems.add("", "more follows after the JSON value" + at(parser.currentTokenLocation()));
      }
      return value;
    } catch (StreamConstraintsException e) {
      problems.add("", tooMuch(e) + at(e.getLocation()));
    } catch (JsonProcessingException e) {
      problems.add("", "not JSON" + at(e.getLocation()) + why(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private JsonNode value(JsonParser parser, String pointer) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, pointer);
      case START_ARRAY -> array(parser, pointer);
      case VALUE_STRING -> NODES.textNode(text(parser.getText(), pointer));
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> decimal(parser, pointer);
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private ObjectNode object(JsonParser parser, String pointer) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String member = Violations.child(pointer, name);
      text(name, member);
      parser.nextToken();
      JsonNode value = value(parser, member);
      if (object.size() == MAX_MEMBERS) {
        problems.add(pointer, "more than " + MAX_MEMBERS + " fields");
      }
      if (object.has(name)) {
        problems.add(member, "given twice");
      } else if (object.size() <= MAX_MEMBERS) {
        object.set(name, value);
      }
    }
    return object;
  }

  private ArrayNode array(JsonParser parser, String pointer) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, Violations.child(pointer, array.size())));
    }
    return array;
  }

  private String text(String text, String pointer) {
    if (LoneSurrogates.in(text)) {
      problems.add(pointer, "half of a surrogate pair, which is no character");
    }
    return text;
  }

  private static JsonNode integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  private JsonNode decimal(JsonParser parser, String pointer) throws IOException {
    try {
      BigDecimal number = new BigDecimal(parser.getText());
      if (Math.abs((long) number.precision() - number.scale()) <= MAX_DECIMAL_DIGITS) {
        return DecimalNode.valueOf(number);
      }
    } catch (NumberFormatException e) {
      // An exponent beyond what can be held: told of below.
    }
    problems.add(pointer, "a number beyond all sense");
    return NODES.numberNode(0);
  }

  private static String tooMuch(StreamConstraintsException e) {
    String message = e.getOriginalMessage();
    if (message.contains("nesting depth")) {
      return "nested deeper than " + MAX_DEPTH;
    }
    if (message.contains("Number")) {
      return "a number of over " + MAX_DECIMAL_DIGITS + " digits";
    }
    return message.contains("Name") ? "a field name that is too long" : "a string that is too long";
  }

  private static String why(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = 0;
    // What follows is about the library's own settings.
    while (end < message.length() && "\n:".indexOf(message.charAt(end)) < 0) {
      end++;
    }
    String line = message.substring(0, end);
    return ": " + (line.length() <= 200 ? line : line.substring(0, 200) + "…");
  }

  private static String at(JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
