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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads how long a response asks to wait: {@code Retry-After} (RFC 9110, 10.2.3), whole seconds or
 * a date in any of three forms, else what it says of a quota.
 */
public final class RetryAfter {
  private static final int LONGEST_DATE = 64;
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private RetryAfter() {}

  /**
   * How long a response asks to wait, in milliseconds from its arrival: by its {@code Retry-After},
   * or by its quota where that is missing or unreadable. What it names as an instant is compared
   * with its own {@code Date} where it has one: the clocks of two hosts may differ.
   *
   * @param fields all values of a field, by its name in lower case
   * @param nowMs by this host's clock
   */
  static OptionalLong waitMs(int status, Function<String, List<String>> fields, long nowMs) {
    long sentMs = instantMs(fields.apply("date"), nowMs).orElse(nowMs);
    OptionalLong asked = waitMs(fields.apply("retry-after"), sentMs);
    return asked.isPresent() ? asked : RateLimitReset.waitMs(status, fields, sentMs);
  }

  /**
   * The instant that a field of one date names, in epoch milliseconds.
   *
   * @param nowMs which tells the century of a year of two digits
   */
  private static OptionalLong instantMs(List<String> fields, long nowMs) {
    String text = fields.size() == 1 ? fields.get(0).strip() : "";
    return text.isEmpty() || text.length() > LONGEST_DATE
        ? OptionalLong.empty()
        : date(text, nowMs);
  }

  /**
   * How long to wait, in milliseconds from {@code nowMs}; never negative, {@link Long#MAX_VALUE}
   * for what does not fit. Empty where there is no field that can be read. Of several, which RFC
   * 9110 does not provide for, the longest wait counts: who waits too long loses time, who waits
   * too short asks a host that said no.
   */
  public static OptionalLong waitMs(List<String> fields, long nowMs) {
    return fields.stream().flatMapToLong(field -> waitMs(field, nowMs).stream()).max();
  }

  private static OptionalLong waitMs(String field, long nowMs) {
    String text = field.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.of(seconds(text));
    }
    OptionalLong at = text.length() > LONGEST_DATE ? OptionalLong.empty() : date(text, nowMs);
    return at.isPresent() ? OptionalLong.of(Math.max(0, at.getAsLong() - nowMs)) : at;
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
        .map(OptionalLong::of)
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
