package dev.fetchery.json.path;

/** A text is no JSONPath query. The message says why and where, in one line. */
public final class JsonPathException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  JsonPathException(String why, int offset) {
    super(why + " (at offset " + offset + ")");
  }
}
