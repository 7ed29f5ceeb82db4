package dev.fetchery.cookie;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code cookies.txt}, the format of Netscape that browsers' add-ons and curl write. */
public final class NetscapeCookies {
  private static final String HTTP_ONLY = "#HttpOnly_";
  private static final Pattern SECONDS = Pattern.compile("|-?\\d{1,15}(?:\\.\\d+)?");

  private NetscapeCookies() {}

  /**
   * The cookies of a file, those included that have expired.
   *
   * @throws IllegalArgumentException naming the line that cannot be read
   */
  public static List<Cookie> parse(String text) {
    List<Cookie> cookies = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String plain = line.startsWith(HTTP_ONLY) ? line.substring(HTTP_ONLY.length()) : line;
      if (!plain.isBlank() && !plain.startsWith("#")) {
        cookies.add(cookie(plain, number));
      }
    }
    return List.copyOf(cookies);
  }

  private static Cookie cookie(String line, int number) {
    String[] fields = line.split("\t", -1);
    if (fields.length < 6
        || fields.length > 7
        || fields[5].isEmpty()
        || !SECONDS.matcher(fields[4]).matches()) {
      throw new IllegalArgumentException(
          "line " + number + " is no cookie: expected seven fields separated by tabs");
    }
    if (!line.chars().allMatch(c -> c == '\t' || c >= 0x20 && c < 0x7f && c != ';')) {
      throw new IllegalArgumentException(
          "line " + number + ": its cookie holds characters that cannot be sent");
    }
    String domain = fields[0].toLowerCase(Locale.ROOT);
    boolean below = fields[1].equalsIgnoreCase("TRUE");
    long seconds = fields[4].isEmpty() ? 0 : (long) Double.parseDouble(fields[4]);
    return new Cookie(
        fields[5],
        fields.length == 7 ? fields[6] : "",
        domain.startsWith(".") ? domain.substring(1) : domain,
        !below,
        fields[2].startsWith("/") ? fields[2] : "/",
        fields[3].equalsIgnoreCase("TRUE"),
        // 0 is a cookie of the session; Python writes nothing for one.
        seconds == 0 ? Long.MAX_VALUE : seconds * 1000);
  }
}
