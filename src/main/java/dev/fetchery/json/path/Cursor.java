package dev.fetchery.json.path;

/** A query being read. */
final class Cursor {
  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  int offset() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** The character here, or 0 at the end. */
  char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  char next() {
    if (atEnd()) {
      throw fault("the query ends too early");
    }
    return text.charAt(at++);
  }

  boolean startsWith(String token) {
    return text.startsWith(token, at);
  }

  /** Takes the token if it is here. */
  boolean take(String token) {
    boolean here = startsWith(token);
    at += here ? token.length() : 0;
    return here;
  }

  void expect(String token) {
    if (!take(token)) {
      throw fault(token + " is expected");
    }
  }

  void blanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Goes back to an offset. */
  void back(int offset) {
    at = offset;
  }

  String since(int offset) {
    return text.substring(offset, at);
  }

  int codePoint() {
    return atEnd() ? 0 : text.codePointAt(at);
  }

  void skip(int codePoint) {
    at += Character.charCount(codePoint);
  }

  JsonPathException fault(String why) {
    return new JsonPathException(why, at);
  }
}
