package dev.fetchery.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The query of a URL, as it is written: pairs of name and value, with {@code &} between them.
 *
 * @param url need not be one that can be requested: templates have queries, too
 */
public record UrlQuery(String url) {

  /** The value of a parameter, as it is written. */
  public Optional<String> value(String name) {
    return pairs().stream()
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /**
   * The URL with another value for a parameter that it has.
   *
   * @param value empty where the parameter is to go
   */
  public String with(String name, String value) {
    List<String> pairs = new ArrayList<>();
    for (String pair : pairs()) {
      if (!pair.startsWith(name + "=")) {
        pairs.add(pair);
      } else if (!value.isEmpty()) {
        pairs.add(name + "=" + value);
      }
    }
    String query = pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    return url.substring(0, begin()) + query + url.substring(end());
  }

  /** The URL with a parameter more, at its end. */
  public String plus(String name, String value) {
    String query = begin() == end() ? "?" : url.substring(begin(), end());
    String joint = query.endsWith("?") || query.endsWith("&") ? "" : "&";
    return url.substring(0, begin()) + query + joint + name + "=" + value + url.substring(end());
  }

  private List<String> pairs() {
    return begin() == end() ? List.of() : List.of(url.substring(begin() + 1, end()).split("&", -1));
  }

  private int begin() {
    int mark = url.indexOf('?');
    return mark < 0 || mark > end() ? end() : mark;
  }

  private int end() {
    int fragment = url.indexOf('#');
    return fragment < 0 ? url.length() : fragment;
  }
}
