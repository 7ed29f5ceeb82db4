package dev.fetchery.source.document;

import java.util.ArrayList;
import java.util.List;

/** The pictures that a {@code srcset} names (HTML Standard, 4.8.4.2.2), each once. */
final class SourceSet {
  private SourceSet() {}

  /** URLs as written: what follows one, its width or density, is left out. */
  static List<String> urls(String set) {
    List<String> urls = new ArrayList<>();
    int at = 0;
    while (at < set.length()) {
      char c = set.charAt(at);
      if (c == ',' || Character.isWhitespace(c)) {
        at++;
        continue;
      }
      int end = at;
      while (end < set.length() && !Character.isWhitespace(set.charAt(end))) {
        end++;
      }
      String url = set.substring(at, end);
      String bare = withoutCommas(url);
      if (!urls.contains(bare)) {
        urls.add(bare);
      }
      at = bare.length() < url.length() ? end : afterDescriptor(set, end);
    }
    return urls;
  }

  /** A comma inside a URL is part of it, one at its end is not. */
  private static String withoutCommas(String url) {
    int end = url.length();
    while (end > 0 && url.charAt(end - 1) == ',') {
      end--;
    }
    return url.substring(0, end);
  }

  private static int afterDescriptor(String set, int from) {
    int open = 0;
    for (int i = from; i < set.length(); i++) {
      char c = set.charAt(i);
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && open <= 0) {
        return i + 1;
      }
    }
    return set.length();
  }
}
