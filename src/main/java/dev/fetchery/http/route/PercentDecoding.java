package dev.fetchery.http.route;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names in URLs and header fields. */
public final class PercentDecoding {
  private static final Pattern BROKEN = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private PercentDecoding() {}

  public static boolean isSound(String path) {
    return !BROKEN.matcher(path).find();
  }

  /** The path, which is sound, with its percent-encoding undone, once; {@code +} is a plus. */
  public static String once(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The parameter that names a file to be saved by a browser (RFC 6266, RFC 8187). */
  public static String fileName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return "; filename*=UTF-8''"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
