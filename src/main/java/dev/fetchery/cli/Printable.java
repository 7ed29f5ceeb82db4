package dev.fetchery.cli;

/**
 * Makes text from a job or an origin safe for a terminal: characters that move the cursor, change
 * colours or reverse the writing direction are shown as escapes.
 */
final class Printable {
  private Printable() {}

  /** The text with control, format and unassigned characters by their numbers. */
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
          // the zero-width joiner of many emojis is harmless
          codePoint == 0x200d;
      default -> true;
    };
  }
}
