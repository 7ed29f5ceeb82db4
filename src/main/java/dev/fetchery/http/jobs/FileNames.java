package dev.fetchery.http.jobs;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names of files in headers. */
final class FileNames {
  private FileNames() {}

  /** The value of a parameter that ends in {@code *} (RFC 8187), after its charset. */
  static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
