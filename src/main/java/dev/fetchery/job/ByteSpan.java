package dev.fetchery.job;

/**
 * A piece of a representation, in bytes (RFC 9110, 14.1.2).
 *
 * @param first position of its first byte, from 0
 * @param last position of its last byte
 */
public record ByteSpan(long first, long last) {
  /** How many bytes it has. */
  public long length() {
    return last - first + 1;
  }

  /** As an entry writes it: {@code 10-29}. */
  @Override
  public String toString() {
    return first + "-" + last;
  }

  /**
   * The piece that {@link #toString} wrote.
   *
   * @throws NumberFormatException if it did not
   */
  public static ByteSpan of(String text) {
    int hyphen = text.indexOf('-');
    return new ByteSpan(
        Long.parseLong(text, 0, Math.max(0, hyphen), 10),
        Long.parseLong(text, hyphen + 1, text.length(), 10));
  }
}
