package dev.fetchery.cli;

/**
 * Text of strangers made fit for a terminal: what would move the cursor, change colours or turn the
 * direction of writing is shown as an escape.
 */
final class Printable {
  private Printable() {}

  /** The text with control, format and unassigned characters as {@code \}{@code uXXXX}. */
  static String of(String text) {
    if (text.codePoints().allMatch(Printable::harmless)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (harmless(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              }
            });
    return shown.toString();
  }

  private static boolean harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          // joins the parts of many an emoji, and does nothing else
          codePoint == 0x200d;
      default -> true;
    };
  }
}
