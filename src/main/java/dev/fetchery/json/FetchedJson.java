package dev.fetchery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads JSON documents that servers sent. An unpaired surrogate in one spoils no more than the text
 * that it is in.
 */
public final class FetchedJson {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_DIGITS = 1000;
  private static final JsonFactory JSON = JsonTree.factory(MAX_DEPTH, MAX_DIGITS);

  private FetchedJson() {}

  /** The document is empty. */
  public static final class EmptyException extends IOException {
    private static final long serialVersionUID = 1L;

    EmptyException() {
      super("empty where JSON is expected");
    }
  }

  /**
   * A parser at the first token of a document.
   *
   * @param bytes closed with the parser
   * @param length of the document, as far as it is known
   * @throws EmptyException if there is no token
   */
  public static JsonParser parser(InputStream bytes, long length) throws IOException {
    JsonParser parser = JSON.createParser(new SurrogateRepair(bytes, length));
    if (parser.nextToken() == null) {
      parser.close();
      throw new EmptyException();
    }
    return parser;
  }

  /** A document of bounded size, held in memory. */
  public static JsonNode read(byte[] document) throws IOException {
    try (JsonParser parser = parser(new ByteArrayInputStream(document), document.length)) {
      JsonNode value = JsonTree.read(parser, Math.max(1, document.length));
      parser.nextToken();
      return value;
    }
  }

  /** What a document is instead of usable, without a word of it; to follow "is". */
  public static String why(IOException e) {
    if (e instanceof EmptyException || e instanceof JsonTree.TooLargeException) {
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
