package dev.fetchery.job;

/** Media types as a job names them: {@code image/png}, {@code image/*} or {@code *}{@code /*}. */
public final class MediaRange {
  private MediaRange() {}

  /** Whether every answer of that type, or of that range of types, is in the range. */
  public static boolean covers(String range, String type) {
    boolean family =
        range.endsWith("/*") && type.regionMatches(true, 0, range, 0, range.length() - 1);
    return range.equals("*/*") || family || range.equalsIgnoreCase(type);
  }
}
