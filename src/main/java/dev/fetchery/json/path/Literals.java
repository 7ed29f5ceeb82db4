package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads the names, texts and numbers of a query. */
final class Literals {
  private static final long MOST = (1L << 53) - 1;
  private static final int MAX_EXPONENT_DIGITS = 4;

  private Literals() {}

  static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /** A quoted text (RFC 9535, 2.3.1.1). */
  static String quoted(Cursor cursor) {
    char quote = cursor.next();
    StringBuilder text = new StringBuilder();
    while (true) {
      int c = cursor.codePoint();
      if (cursor.atEnd() || c < ' ' || c >= 0xd800 && c <= 0xdfff) {
        throw cursor.fault("a text is not closed, or holds what may not stand in it");
      }
      cursor.skip(c);
      if (c == quote) {
        return text.toString();
      } else if (c == '\\') {
        escape(cursor, quote, text);
      } else {
        text.appendCodePoint(c);
      }
    }
  }

  private static void escape(Cursor cursor, char quote, StringBuilder text) {
    char c = cursor.next();
    if (c == 'u') {
      unicode(cursor, text);
      return;
    }
    int known = "bfnrt/\\".indexOf(c);
    if (known < 0 && c != quote) {
      throw cursor.fault("no such escape");
    }
    text.append(known < 0 ? c : "\b\f\n\r\t/\\".charAt(known));
  }

  private static void unicode(Cursor cursor, StringBuilder text) {
    char first = hex(cursor);
    if (Character.isLowSurrogate(first)) {
      throw cursor.fault("half of a character");
    }
    text.append(first);
    if (Character.isHighSurrogate(first)) {
      cursor.expect("\\u");
      char second = hex(cursor);
      if (!Character.isLowSurrogate(second)) {
        throw cursor.fault("half of a character");
      }
      text.append(second);
    }
  }

  private static char hex(Cursor cursor) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = cursor.next();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw cursor.fault("four hexadecimal digits are expected");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  /** A name without quotes, or null where none begins here. */
  static @Nullable String name(Cursor cursor) {
    int begin = cursor.offset();
    int c = cursor.codePoint();
    while (isNameFirst(c) || cursor.offset() > begin && c >= '0' && c <= '9') {
      cursor.skip(c);
      c = cursor.codePoint();
    }
    return cursor.offset() == begin ? null : cursor.since(begin);
  }

  private static boolean isNameFirst(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c == '_'
        || c >= 0x80 && !(c >= 0xd800 && c <= 0xdfff);
  }

  static boolean isInteger(Cursor cursor) {
    char c = cursor.peek();
    return c == '-' || c >= '0' && c <= '9';
  }

  /** A whole number within what every JSON reader keeps exactly (RFC 7493, 2.2). */
  static long integer(Cursor cursor) {
    int begin = cursor.offset();
    digits(cursor);
    String text = cursor.since(begin);
    if (text.equals("-0")) {
      throw cursor.fault("-0 is no index");
    }
    long value = text.length() > 17 ? Long.MAX_VALUE : Long.parseLong(text);
    if (Math.abs(value) > MOST) {
      throw cursor.fault("the number is too large");
    }
    return value;
  }

  private static void digits(Cursor cursor) {
    cursor.take("-");
    char first = cursor.peek();
    if (first < '0' || first > '9') {
      throw cursor.fault("a digit is expected");
    }
    cursor.next();
    while (first != '0' && isDigit(cursor.peek())) {
      cursor.next();
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** A text, a number, true, false or null; null where none of them begins here. */
  static @Nullable JsonNode value(Cursor cursor) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (isQuote(cursor.peek())) {
      return nodes.textNode(quoted(cursor));
    }
    if (isInteger(cursor)) {
      return nodes.numberNode(number(cursor));
    }
    int begin = cursor.offset();
    String word = name(cursor);
    if ("true".equals(word) || "false".equals(word)) {
      return nodes.booleanNode("true".equals(word));
    } else if ("null".equals(word)) {
      return nodes.nullNode();
    }
    cursor.back(begin);
    return null;
  }

  private static BigDecimal number(Cursor cursor) {
    int begin = cursor.offset();
    digits(cursor);
    if (cursor.take(".")) {
      someDigits(cursor);
    }
    if (cursor.take("e") || cursor.take("E")) {
      if (!cursor.take("-")) {
        cursor.take("+");
      }
      int exponent = cursor.offset();
      someDigits(cursor);
      if (cursor.offset() - exponent > MAX_EXPONENT_DIGITS) {
        throw cursor.fault("the exponent is too large");
      }
    }
    return new BigDecimal(cursor.since(begin));
  }

  private static void someDigits(Cursor cursor) {
    if (!isDigit(cursor.peek())) {
      throw cursor.fault("a digit is expected");
    }
    while (isDigit(cursor.peek())) {
      cursor.next();
    }
  }
}
