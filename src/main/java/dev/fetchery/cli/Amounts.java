package dev.fetchery.cli;

import java.util.Locale;

/** Sizes, counts and times as people read them. Units are decimal, as in SI. */
final class Amounts {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  private static final long MINUTE_S = 60;
  private static final long HOUR_S = 60 * MINUTE_S;
  private static final long DAY_S = 24 * HOUR_S;

  private Amounts() {}

  /** A size: {@code 999 B}, {@code 1.2 GB}, {@code 392 MB}. */
  static String bytes(long bytes) {
    double left = (double) Math.max(0, bytes);
    int unit = 0;
    // 999.5 would be shown as 1000
    while (left >= 999.5 && unit < UNITS.length - 1) {
      left /= 1000;
      unit++;
    }
    // 9.95 would be shown as 10.0
    boolean tenths = unit > 0 && left < 9.95;
    return String.format(Locale.ROOT, tenths ? "%.1f %s" : "%.0f %s", left, UNITS[unit]);
  }

  /** A number with its thousands apart: {@code 1,793}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Items in a second: {@code 350/s}; below ten with a tenth, and never a mere point. */
  static String perSecond(double rate) {
    return rate < 9.95
        ? String.format(Locale.ROOT, "%.1f/s", rate)
        : count(Math.round(rate)) + "/s";
  }

  /** Time that has passed, as a clock shows it: {@code 0:09}, {@code 1:02:03}. */
  static String clock(long ms) {
    long seconds = Math.max(0, ms) / 1000;
    return seconds < HOUR_S
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / HOUR_S, seconds / 60 % 60, seconds % 60);
  }

  /** About how long: {@code 9 s}, {@code 2 min}, {@code 1 h 5 min}, {@code 3 d}. */
  static String about(long ms) {
    long seconds = Math.max(0, Math.round(ms / 1000.0));
    if (seconds < 100) {
      return seconds + " s";
    } else if (seconds < HOUR_S) {
      return Math.round(seconds / 60.0) + " min";
    } else if (seconds < 2 * DAY_S) {
      long minutes = seconds / 60 % 60;
      return seconds / HOUR_S + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    return Math.round(seconds / (double) DAY_S) + " d";
  }
}
