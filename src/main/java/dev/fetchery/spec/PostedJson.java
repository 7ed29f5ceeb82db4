package dev.fetchery.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.context.ByteOrderMark;
import dev.fetchery.json.JsonTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads posted JSON strictly: one value, UTF-8, no field twice, no unpaired surrogate, bounded
 * depth and numbers.
 */
final class PostedJson {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_CAUSE_CHARS = 200;
  private static final JsonFactory JSON = JsonTree.factory(MAX_DEPTH, JsonTree.MAX_DIGITS);

  private PostedJson() {}

  /** The value, or null where it could not be read; every fault is added to the violations. */
  static @Nullable JsonNode read(byte[] utf8, Violations violations) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return read(text, violations);
    } catch (CharacterCodingException e) {
      violations.add("", "not UTF-8");
      return null;
    }
  }

  /** As {@link #read(byte[], Violations)}; a byte order mark at the beginning is skipped. */
  static @Nullable JsonNode read(String text, Violations violations) {
    try (JsonParser parser = JSON.createParser(ByteOrderMark.without(text))) {
      if (parser.nextToken() == null) {
        violations.add("", "nothing was sent where JSON is expected");
        return null;
      }
      JsonNode value = JsonTree.read(parser, violations::add);
      if (parser.nextToken() != null) {
        violations.add("", "more follows after the JSON value" + at(parser.currentTokenLocation()));
      }
      return value;
    } catch (StreamConstraintsException e) {
      violations.add("", bound(e) + at(e.getLocation()));
    } catch (JsonProcessingException e) {
      violations.add("", "not JSON" + at(e.getLocation()) + why(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private static String bound(StreamConstraintsException e) {
    String message = e.getOriginalMessage();
    if (message.contains("nesting depth")) {
      return "nested deeper than " + MAX_DEPTH;
    }
    if (message.contains("Number")) {
      return "number has more than " + JsonTree.MAX_DIGITS + " digits";
    }
    return message.contains("Name") ? "a field name is too long" : "a string is too long";
  }

  private static String why(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int end = 0;
    // What follows is about the library's own settings.
    while (end < message.length() && "\n:".indexOf(message.charAt(end)) < 0) {
      end++;
    }
    String line = message.substring(0, end);
    return ": "
        + (line.length() <= MAX_CAUSE_CHARS ? line : line.substring(0, MAX_CAUSE_CHARS) + "…");
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
