package dev.fetchery.http.jobs;

import dev.fetchery.http.route.Params;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes asked for of a file (RFC 9110, 14).
 *
 * @param from first byte
 * @param length how many; 0 where what was asked for lies beyond the file's end
 */
record ByteRange(long from, long length) {
  private static final Pattern ONE = Pattern.compile("(?i:bytes)=\\s*(\\d*)-(\\d*)\\s*");

  /**
   * The one range of a header; null where it asks for none, for several or for what cannot be
   * understood: then the whole file is sent, as a server may always do.
   */
  static @Nullable ByteRange parse(@Nullable String header, long size) {
    Matcher matcher = header == null ? null : ONE.matcher(header);
    if (matcher == null || !matcher.matches()) {
      return null;
    }
    boolean hasFirst = !matcher.group(1).isEmpty();
    boolean hasLast = !matcher.group(2).isEmpty();
    long first = Params.number(matcher.group(1));
    long last = Params.number(matcher.group(2));
    if (!hasFirst) {
      long tail = Math.min(last, size);
      return hasLast ? new ByteRange(size - tail, tail) : null;
    }
    if (hasLast && last < first) {
      return null;
    }
    if (first >= size) {
      return new ByteRange(0, 0);
    }
    long end = hasLast ? Math.min(last, size - 1) : size - 1;
    return new ByteRange(first, end - first + 1);
  }
}
