package dev.fetchery.plan;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads {@code Retry-After} (RFC 9110, 10.2.3): whole seconds, or a date in any of three forms. */
public final class RetryAfter {
  private static final int LONGEST = 64;
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

  private RetryAfter() {}

  /**
   * How long to wait, in milliseconds from {@code nowMs}; never negative, {@link Long#MAX_VALUE}
   * for what does not fit. Empty where there is no field, more than one, or an unreadable one.
   */
  public static OptionalLong waitMs(List<String> fields, long nowMs) {
    if (fields.size() != 1 || fields.get(0).length() > LONGEST) {
      return OptionalLong.empty();
    }
    String text = fields.get(0).strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.of(seconds(text));
    }
    return date(text, nowMs);
  }

  private static long seconds(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    if (significant.length() > 15) {
      return Long.MAX_VALUE;
    }
    return Long.parseLong(significant) * 1000;
  }

  private static OptionalLong date(String text, long nowMs) {
    return Stream.of(DateTimeFormatter.RFC_1123_DATE_TIME, RFC_850, ASCTIME)
        .flatMap(form -> parsed(text, form).stream())
        .findFirst()
        .map(at -> until(at, nowMs))
        .orElse(OptionalLong.empty());
  }

  private static Optional<Long> parsed(String text, DateTimeFormatter form) {
    try {
      LocalDateTime local = LocalDateTime.from(form.parse(text));
      return Optional.of(local.toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong until(long atMs, long nowMs) {
    return OptionalLong.of(Math.max(0, atMs - nowMs));
  }
}
