package dev.fetchery.client;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3): whole seconds, or a date in any of three forms. */
public final class RetryAfter {
  private static final int LONGEST_DATE = 64;
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private RetryAfter() {}

  /**
   * How long to wait, in milliseconds from {@code nowMs}; never negative, {@link Long#MAX_VALUE}
   * for what does not fit. Empty where there is no field, more than one, or an unreadable one.
   */
  public static OptionalLong waitMs(List<String> fields, long nowMs) {
    if (fields.size() != 1) {
      return OptionalLong.empty();
    }
    String text = fields.get(0).strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.of(seconds(text));
    }
    return text.length() > LONGEST_DATE ? OptionalLong.empty() : date(text, nowMs);
  }

  private static long seconds(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 15) {
      return Long.MAX_VALUE;
    }
    return Long.parseLong(significant) * 1000;
  }

  private static OptionalLong date(String text, long nowMs) {
    return Stream.<Supplier<DateTimeFormatter>>of(
            () -> DateTimeFormatter.RFC_1123_DATE_TIME, () -> rfc850(nowMs), () -> ASCTIME)
        .flatMap(form -> parsed(text, form.get()).stream())
        .findFirst()
        .map(at -> OptionalLong.of(Math.max(0, at - nowMs)))
        .orElse(OptionalLong.empty());
  }

  /** Its two digits name the year that is at most fifty years ahead (RFC 9110, 5.6.7). */
  private static DateTimeFormatter rfc850(long nowMs) {
    int year = Instant.ofEpochMilli(nowMs).atOffset(ZoneOffset.UTC).getYear();
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, year - 49)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH)
        .withZone(ZoneOffset.UTC);
  }

  private static Optional<Long> parsed(String text, DateTimeFormatter form) {
    try {
      return Optional.of(
          Instant.from(form.withResolverStyle(ResolverStyle.STRICT).parse(text)).toEpochMilli());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
