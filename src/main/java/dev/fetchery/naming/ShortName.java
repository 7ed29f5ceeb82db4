package dev.fetchery.naming;

import dev.fetchery.context.Sha256;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Names cut to the length that file systems allow: the extension stays, and the stem gives way to a
 * digest that tells the name from others that begin alike. Pure.
 */
final class ShortName {
  /** The longest name, in bytes of UTF-8: what ext4, XFS and most others allow. */
  static final int MAX_BYTES = 255;

  private static final int MAX_EXTENSION_BYTES = 32;

  private static final Pattern TORN_ESCAPE = Pattern.compile("%[0-9A-F]?$");

  private ShortName() {}

  /** The name itself, cut only where it is too long. */
  static String of(String name) {
    return utf8Length(name) <= MAX_BYTES ? name : cut(name, name);
  }

  /**
   * The name with a number before its extension, cut only where the two are too long.
   *
   * @param number as it is to stand there
   */
  static String numbered(String name, String number) {
    int dot = extensionAt(name);
    String plain = name.substring(0, dot) + number + name.substring(dot);
    return utf8Length(plain) <= MAX_BYTES ? plain : cut(name, digest(name), number);
  }

  /**
   * The name with its stem shortened and told from others, even where it is not too long.
   *
   * @param whole the text that the name was made of, and that the digest is taken of
   */
  static String cut(String name, String whole) {
    return cut(name, digest(whole), "");
  }

  private static String cut(String name, String digest, String number) {
    int dot = extensionAt(name);
    String end = "~" + digest + number + name.substring(dot);
    int room = MAX_BYTES - utf8Length(end);
    int at = 0;
    while (at < dot) {
      int codePoint = name.codePointAt(at);
      room -= utf8Length(codePoint);
      if (room < 0) {
        break;
      }
      at += Character.charCount(codePoint);
    }
    return TORN_ESCAPE.matcher(name.substring(0, at)).replaceFirst("") + end;
  }

  /** Where the extension begins, with its dot; the end of the name where it has none. */
  static int extensionAt(String name) {
    int dot = name.lastIndexOf('.');
    boolean extension = dot > 0 && utf8Length(name.substring(dot)) <= MAX_EXTENSION_BYTES;
    return extension ? dot : name.length();
  }

  private static int utf8Length(String text) {
    int length = 0;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      length += utf8Length(codePoint);
    }
    return length;
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  private static String digest(String text) {
    return HexFormat.of().formatHex(Sha256.of(text), 0, 4);
  }
}
