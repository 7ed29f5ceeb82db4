package dev.fetchery.context;

/** The character that some editors put at the beginning of a text (RFC 3629, section 6). */
public final class ByteOrderMark {
  private ByteOrderMark() {}

  /** The text behind it; the whole text where there is none. */
  public static String without(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
