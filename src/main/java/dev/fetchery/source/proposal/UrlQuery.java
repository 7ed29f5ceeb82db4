package dev.fetchery.source.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The query of a URL, as it is written. */
record UrlQuery(String url) {

  /** The value of a parameter. */
  Optional<String> value(String name) {
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
  String with(String name, String value) {
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
