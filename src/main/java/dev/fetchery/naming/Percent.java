package dev.fetchery.naming;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1) undone once; what is not an escape stays as it is. */
final class Percent {
  private Percent() {}

  /** The text decoded as UTF-8; each malformed or overlong sequence becomes {@code _}. */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (escape(text, end) >= 0) {
        end += 3;
      }
      if (end == at) {
        decoded.append(text.charAt(at++));
      } else {
        String run = new String(bytes(text.substring(at, end)), StandardCharsets.UTF_8);
        decoded.append(run.replace('\ufffd', '_'));
        at = end;
      }
    }
    return decoded.toString();
  }

  /** The bytes that the text stands for, its own characters in UTF-8. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    int at = 0;
    while (at < text.length()) {
      int escaped = escape(text, at);
      if (escaped >= 0) {
        bytes.write(escaped);
        at += 3;
      } else {
        String plain = Character.toString(text.codePointAt(at));
        bytes.writeBytes(plain.getBytes(StandardCharsets.UTF_8));
        at += plain.length();
      }
    }
    return bytes.toByteArray();
  }

  /** The byte escaped at this place, or -1. */
  private static int escape(String text, int at) {
    if (at + 2 >= text.length() || text.charAt(at) != '%') {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** ASCII alone: other scripts' digits are no part of an escape. */
  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
