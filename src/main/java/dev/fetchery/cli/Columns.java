package dev.fetchery.cli;

/** How many columns text takes on a terminal, and text cut to fit into some. */
final class Columns {
  private static final String CUT = "…";

  private Columns() {}

  /** Columns of the text, without control characters in it. */
  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  private static int of(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> wide(codePoint) ? 2 : 1;
    };
  }

  /** The wide characters of Unicode Standard Annex 11, by their blocks, and emojis. */
  private static boolean wide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1f64f)
        || (c >= 0x1f680 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }

  /** The text, cut in its middle to so many columns: what tells names apart is often their end. */
  static String middle(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    int rest = Math.max(0, columns - 1);
    String front = start(text, rest - rest / 2);
    String back = reversed(start(reversed(text), rest / 2));
    return front + CUT + back;
  }

  /** The first part of the text that takes at most so many columns. */
  static String start(String text, int columns) {
    StringBuilder shown = new StringBuilder();
    int used = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      used += of(codePoint);
      if (used > columns) {
        break;
      }
      shown.appendCodePoint(codePoint);
      i += Character.charCount(codePoint);
    }
    return shown.toString();
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
