package dev.fetchery.url;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, section 2.1), done and undone once. */
public final class Percent {
  private static final char MALFORMED = '\ufffd';
  private static final String HEX = "0123456789ABCDEF";

  private Percent() {}

  /** Whether each {@code %} is followed by two hexadecimal digits. */
  public static boolean isWellFormed(String text) {
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (escape(text, at) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether there is an escape at this place: {@code %} and two hexadecimal digits. */
  public static boolean isEscape(String text, int at) {
    return escape(text, at) >= 0;
  }

  /** Whether the text is well-formed and what it stands for is UTF-8. */
  public static boolean isUtf8(String text) {
    if (!isWellFormed(text)) {
      return false;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(text)));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** {@link #decode(String, char)} with U+FFFD in place of what is malformed. */
  public static String decode(String text) {
    return decode(text, MALFORMED);
  }

  /**
   * The text decoded as UTF-8. A {@code %} that begins no escape stays, and {@code +} is a plus.
   *
   * @param malformed takes the place of each malformed or overlong sequence
   */
  public static String decode(String text, char malformed) {
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
        decoded.append(run.replace(MALFORMED, malformed));
        at = end;
      }
    }
    return decoded.toString();
  }

  /** The bytes that the text stands for, its own characters in UTF-8. */
  public static byte[] bytes(String text) {
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

  /** Appends the escapes of a character's bytes in UTF-8. */
  public static void encode(int codePoint, StringBuilder to) {
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      to.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    }
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
