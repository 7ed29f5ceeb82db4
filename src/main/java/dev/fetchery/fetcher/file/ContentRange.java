package dev.fetchery.fetcher.file;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Content-Range} in bytes with a known total (RFC 9110, 14.4).
 *
 * @param first position of the first byte
 * @param last position of the last byte
 * @param total length of the whole
 */
public record ContentRange(long first, long last, long total) {
  private static final Pattern TOTAL = Pattern.compile("\\d{1,18}|\\*");
  private static final Pattern FORM =
      Pattern.compile("(?i:bytes) (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  /** Whether the one field names these bytes, of a whole of any length, known or not. */
  public static boolean isOf(List<String> fields, long first, long last) {
    String field = fields.size() == 1 ? fields.get(0).strip() : "";
    String names = "bytes " + first + "-" + last + "/";
    return field.regionMatches(true, 0, names, 0, names.length())
        && TOTAL.matcher(field.substring(names.length())).matches();
  }

  /** The one field of that form, or null. */
  public static @Nullable ContentRange of(List<String> fields) {
    Matcher matcher = FORM.matcher(fields.size() == 1 ? fields.get(0).strip() : "");
    if (!matcher.matches()) {
      return null;
    }
    long first = Long.parseLong(matcher.group(1));
    long last = Long.parseLong(matcher.group(2));
    long total = Long.parseLong(matcher.group(3));
    return first <= last && last < total ? new ContentRange(first, last, total) : null;
  }
}
