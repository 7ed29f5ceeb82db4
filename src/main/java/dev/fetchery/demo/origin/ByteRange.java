package dev.fetchery.demo.origin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A single byte range (RFC 9110, 14.1.2), resolved against the length of its representation.
 *
 * @param from the first byte
 * @param to the last byte, inclusive; below {@code from} if the range cannot be satisfied
 */
record ByteRange(long from, long to) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  static ByteRange whole(long total) {
    return new ByteRange(0, total - 1);
  }

  /** Empty where the field is to be ignored: several ranges, another unit, not well formed. */
  static Optional<ByteRange> parse(String field, long total) {
    Matcher match = SINGLE.matcher(field.strip());
    if (!match.matches()) {
      return Optional.empty();
    }
    String first = match.group(1);
    String last = match.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(suffix(Long.parseLong(last), total));
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    return to < from ? Optional.empty() : Optional.of(new ByteRange(from, Math.min(to, total - 1)));
  }

  private static ByteRange suffix(long length, long total) {
    return new ByteRange(length == 0 ? total : Math.max(0, total - length), total - 1);
  }

  boolean satisfiable() {
    return from <= to;
  }

  long length() {
    return to - from + 1;
  }
}
