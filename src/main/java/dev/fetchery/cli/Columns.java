package dev.fetchery.cli;

import java.util.Arrays;

/** How many columns text takes on a terminal, and text cut to fit into some. */
final class Columns {
  private static final String CUT = "…";

  /** Makes an emoji of the character before it, which then takes a second column. */
  private static final int EMOJI_STYLE = 0xfe0f;

  /** Firsts and lasts of the wide symbols outside of those blocks, most of them emojis. */
  private static final int[] WIDE_SYMBOLS = {
    0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
    0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab,
    0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
    0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728,
    0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0,
    0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0xa960, 0xa97c, 0xfe10, 0xfe19,
    0x16fe0, 0x18dff, 0x1aff0, 0x1b2ff, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e,
    0x1f191, 0x1f19a, 0x1f200, 0x1f2ff
  };

  private Columns() {}

  /** Columns of the text, without control characters in it. */
  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  private static int of(int codePoint) {
    if (codePoint < 0x300 || codePoint == EMOJI_STYLE) {
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
        || (c >= 0x20000 && c <= 0x3fffd)
        || symbol(c);
  }

  private static boolean symbol(int c) {
    int at = Arrays.binarySearch(WIDE_SYMBOLS, c);
    // Before an odd place lies the first of a range.
    return at >= 0 || (-at - 1) % 2 == 1;
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
