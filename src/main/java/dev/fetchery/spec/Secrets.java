package dev.fetchery.spec;

import dev.fetchery.url.UserInfo;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Masks secrets in what is shown. */
public final class Secrets {
  /** Shown in place of a secret. */
  public static final String MASK = "***";

  /** Request headers, in lower case, whose values are no secret. */
  public static final Set<String> OPEN_HEADERS = Set.of("accept", "accept-language", "user-agent");

  private Secrets() {}

  /** The URL or URL template with its user info masked; takes any text. */
  public static String maskUrl(String url) {
    return UserInfo.replace(url, MASK);
  }

  /** The headers, by name, with the values of all but {@link #OPEN_HEADERS} masked. */
  public static Map<String, String> maskHeaders(Map<String, String> headers) {
    Map<String, String> masked = new TreeMap<>();
    headers.forEach(
        (name, value) ->
            masked.put(name, OPEN_HEADERS.contains(name.toLowerCase(Locale.ROOT)) ? value : MASK));
    return masked;
  }
}
