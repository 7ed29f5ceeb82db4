package dev.fetchery.naming;

/**
 * What stands for a value that is too long to be kept: a template that asks for it is told so, and
 * not that there is none.
 */
public final class LongValue {
  /** The longest value of a fetched document's element that is kept, in chars. */
  public static final int MAX_CHARS = 64 << 10;

  /** The most that the values of one element have together, in chars. */
  public static final int MAX_TOGETHER_CHARS = 128 << 10;

  /** A noncharacter (Unicode, 23.7): no text that is meant to be read begins with it. */
  private static final String MARK = "\ufdd0";

  /** Stands for a value that is too long by itself. */
  public static final String ALONE = MARK + "is longer than " + MAX_CHARS + " characters";

  /** Stands for a value that is too long beside those that were kept before it. */
  public static final String TOGETHER =
      MARK
          + "is not kept: with those before it in its element it is longer than "
          + MAX_TOGETHER_CHARS
          + " characters";

  private LongValue() {}

  /** Whether the text stands for such a value. */
  public static boolean is(String value) {
    return value.startsWith(MARK) && (value.equals(ALONE) || value.equals(TOGETHER));
  }

  /** What is wrong with the value for which a text stands, to follow its name. */
  static String why(String mark) {
    return mark.substring(MARK.length());
  }
}
