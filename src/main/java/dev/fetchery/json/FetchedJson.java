package dev.fetchery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON documents that servers sent. An unpaired surrogate in one spoils no more than the text
 * that it is in.
 */
public final class FetchedJson {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_DIGITS = 1000;
  private static final JsonFactory JSON = JsonTree.lenientFactory(MAX_DEPTH, MAX_DIGITS);

  /**
   * Values of a document that is held as a tree: what they take is a small part of the heap, as
   * several jobs may hold one each.
   */
  public static final int MAX_VALUES =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 1_600);

  private FetchedJson() {}

  /** The document is empty. */
  public static final class EmptyException extends IOException {
    private static final long serialVersionUID = 1L;

    EmptyException() {
      super("empty where JSON is expected");
    }
  }

  /** The document is no JSON at all, but markup. */
  public static final class MarkupException extends IOException {
    private static final long serialVersionUID = 1L;

    MarkupException(String why) {
      super(why);
    }
  }

  /** Behind the JSON value there is more than white space. */
  public static final class TrailingException extends IOException {
    private static final long serialVersionUID = 1L;

    TrailingException(JsonLocation at) {
      super(
          "not one JSON value: more follows after the JSON value at line "
              + at.getLineNr()
              + ", column "
              + at.getColumnNr());
    }
  }

  /**
   * A document that was read.
   *
   * @param value the first, or only, one
   * @param twice pointers to fields that it gives more than once, of which the last value counts
   * @param trailing what is wrong behind the value, or null
   * @param skipped a hash of what was not wanted of it
   */
  public record Content(
      JsonNode value, Set<String> twice, @Nullable TrailingException trailing, int skipped) {
    public Content {
      twice = Set.copyOf(twice);
    }
  }

  /**
   * A parser at the first token of a document.
   *
   * @param bytes closed with the parser
   * @param length of the document, as far as it is known
   * @throws EmptyException if there is no token
   * @throws MarkupException if the document is HTML or the like
   */
  public static JsonParser parser(InputStream bytes, long length) throws IOException {
    JsonBeginning beginning = beginning(bytes);
    JsonParser parser = JSON.createParser(new SurrogateRepair(beginning.bytes(), length));
    try {
      if (parser.nextToken() == null) {
        throw new EmptyException();
      }
      return parser;
    } catch (IOException e) {
      parser.close();
      throw beginning.isMarkup() ? new MarkupException(beginning.why()) : e;
    }
  }

  private static JsonBeginning beginning(InputStream bytes) throws IOException {
    try {
      return new JsonBeginning(bytes);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * Reads a document to its end, once its value has been read.
   *
   * @throws TrailingException if anything but white space follows
   */
  public static void finish(JsonParser parser) throws IOException {
    boolean more;
    try {
      more = parser.nextToken() != null;
    } catch (JsonProcessingException e) {
      more = true;
    }
    if (more) {
      throw new TrailingException(parser.currentTokenLocation());
    }
  }

  /**
   * A document of bounded size.
   *
   * @param bytes closed when it is read
   * @param length of the document, as far as it is known
   * @param wanted what is held of it; the rest is read, and passed over
   * @param maxValues in what is held
   */
  public static Content content(InputStream bytes, long length, JsonParts wanted, int maxValues)
      throws IOException {
    try (JsonParser parser = parser(bytes, length)) {
      Set<String> twice = new HashSet<>();
      JsonPartReader.Part part = JsonPartReader.read(parser, wanted, maxValues, twice);
      try {
        finish(parser);
        return new Content(part.value(), twice, null, part.skipped());
      } catch (TrailingException e) {
        return new Content(part.value(), twice, e, part.skipped());
      }
    }
  }

  /**
   * A document of bounded size, held in memory, that is one JSON value and nothing else.
   *
   * @throws TrailingException if anything but white space follows the value
   */
  public static JsonNode read(byte[] document) throws IOException {
    return read(new ByteArrayInputStream(document), document.length, Math.max(1, document.length));
  }

  /**
   * The same.
   *
   * @param bytes closed when it is read
   * @param length of the document, as far as it is known
   * @param maxValues in it
   */
  public static JsonNode read(InputStream bytes, long length, int maxValues) throws IOException {
    Content content = content(bytes, length, JsonParts.ALL, maxValues);
    if (content.trailing() != null) {
      throw content.trailing();
    }
    return content.value();
  }

  /** What a document is instead of usable, with no more of it than a tag; to follow "is". */
  public static String why(IOException e) {
    boolean says =
        e instanceof EmptyException
            || e instanceof MarkupException
            || e instanceof TrailingException
            || e instanceof JsonTree.TooLargeException;
    if (says) {
      return String.valueOf(e.getMessage());
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
}
