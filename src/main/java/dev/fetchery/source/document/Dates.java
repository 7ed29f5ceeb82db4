package dev.fetchery.source.document;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Dates of documents, in RFC 3339 and UTC. */
final class Dates {
  /** Zones of RFC 822 (5.1) that feeds still use. */
  private static final Map<String, String> ZONES =
      Map.of(
          "UT", "GMT", "UTC", "GMT", "Z", "GMT", "EST", "-0500", "EDT", "-0400", "CST", "-0600",
          "CDT", "-0500", "MST", "-0700", "PST", "-0800", "PDT", "-0700");

  private Dates() {}

  /**
   * A date of RSS (RFC 822), Atom (RFC 3339) or a sitemap (W3C Datetime); empty where unreadable.
   */
  static Optional<String> rfc3339(String written) {
    String text = written.strip();
    try {
      return Optional.of(
          text.isEmpty()
                  || !Character.isDigit(text.charAt(0))
                  || text.indexOf(' ') == 1
                  || text.indexOf(' ') == 2
              ? mail(text)
              : iso(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String iso(String text) {
    if (text.length() == 4) {
      return utc(LocalDate.parse(text + "-01-01").atStartOfDay(ZoneOffset.UTC));
    }
    if (text.length() == 7) {
      return utc(LocalDate.parse(text + "-01").atStartOfDay(ZoneOffset.UTC));
    }
    if (text.length() == 10) {
      return utc(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC));
    }
    String joined = text.replace(' ', 'T').toUpperCase(Locale.ROOT);
    return utc(OffsetDateTime.parse(joined).toZonedDateTime());
  }

  private static String mail(String text) {
    int blank = text.lastIndexOf(' ');
    String zone = text.substring(blank + 1).toUpperCase(Locale.ROOT);
    String known = ZONES.getOrDefault(zone, zone);
    String named = blank < 0 ? text : text.substring(0, blank + 1) + known;
    return utc(ZonedDateTime.parse(named, DateTimeFormatter.RFC_1123_DATE_TIME));
  }

  private static String utc(ZonedDateTime at) {
    return DateTimeFormatter.ISO_INSTANT.format(at.toInstant().truncatedTo(ChronoUnit.SECONDS));
  }
}
