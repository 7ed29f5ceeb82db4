package dev.fetchery.source.document;

/** Numbers as documents write them. */
final class Numbers {
  private static final int MAX_DIGITS = 18;

  private Numbers() {}

  /** Whether the text is a count of bytes: decimal digits that fit a {@code long}. */
  static boolean isCount(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
