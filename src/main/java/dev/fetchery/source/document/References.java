package dev.fetchery.source.document;

import dev.fetchery.url.Percent;
import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.List;

/** References made from the names that documents hold. */
final class References {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private References() {}

  /** A name as a path: all but unreserved characters (RFC 3986, 2.3) and slashes are encoded. */
  static String path(String name) {
    return encoded(name, UNRESERVED + "/");
  }

  /** The URL's query and fragment, as written. */
  static String afterPath(WebUrl url) {
    String text = url.text();
    for (int i = text.indexOf("//") + 2; i < text.length(); i++) {
      if (text.charAt(i) == '?' || text.charAt(i) == '#') {
        return text.substring(i);
      }
    }
    return "";
  }

  /** Whether the URL has a query. */
  static boolean hasQuery(WebUrl url) {
    return afterPath(url).startsWith("?");
  }

  /** The URL with this parameter in place of any of that name; without its fragment. */
  static String withQuery(WebUrl url, String name, String value) {
    String text = url.text();
    String after = afterPath(url);
    String bare = text.substring(0, text.length() - after.length());
    int fragment = after.indexOf('#');
    String query = fragment < 0 ? after : after.substring(0, fragment);
    List<String> parameters = new ArrayList<>();
    for (String parameter : query.isEmpty() ? new String[0] : query.substring(1).split("&", -1)) {
      if (!parameter.startsWith(name + "=") && !parameter.isEmpty()) {
        parameters.add(parameter);
      }
    }
    parameters.add(name + "=" + encoded(value, UNRESERVED));
    return bare + "?" + String.join("&", parameters);
  }

  private static String encoded(String text, String kept) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (kept.indexOf(c) >= 0) {
                encoded.appendCodePoint(c);
              } else {
                Percent.encode(c, encoded);
              }
            });
    return encoded.toString();
  }
}
