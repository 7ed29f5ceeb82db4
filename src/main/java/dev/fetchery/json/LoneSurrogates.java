package dev.fetchery.json;

/** Halves of surrogate pairs, which JSON's escapes can write and UTF-8 cannot. */
public final class LoneSurrogates {
  private LoneSurrogates() {}

  /** Whether there is one in the text. */
  public static boolean in(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean half =
          Character.isSurrogate(text.charAt(i))
              && !isPairAt(text, i)
              && (i == 0 || !isPairAt(text, i - 1));
      if (half) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPairAt(String text, int i) {
    return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
  }

  /** The text with U+FFFD in the place of each. */
  public static String replaced(String text) {
    if (!in(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}
