package dev.fetchery.source;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses links in response headers (RFC 8288, section 3). */
final class LinkHeader {
  private final String text;
  private int at;

  private LinkHeader(String text) {
    this.text = text;
  }

  /**
   * The target of the first link of a relation, or null; skips what cannot be parsed.
   *
   * @param values of the header, in the order received
   */
  static @Nullable String target(List<String> values, String relation) {
    for (String value : values) {
      String target = new LinkHeader(value).find(relation);
      if (target != null) {
        return target;
      }
    }
    return null;
  }

  private @Nullable String find(String relation) {
    while (at < text.length()) {
      int open = text.indexOf('<', at);
      int close = open < 0 ? -1 : text.indexOf('>', open);
      if (close < 0) {
        return null;
      }
      at = close + 1;
      if (parametersMatch(relation)) {
        return text.substring(open + 1, close).strip();
      }
    }
    return null;
  }

  /** Reads the parameters up to the next link. Of several {@code rel} only the first counts. */
  private boolean parametersMatch(String relation) {
    @Nullable String rel = null;
    boolean anchored = false;
    while (skipTo(';')) {
      String name = token();
      String value = skipSpace('=') ? value() : "";
      if (name.equals("rel") && rel == null) {
        rel = value;
      }
      // A link about another resource than this page.
      anchored |= name.equals("anchor");
    }
    return !anchored && rel != null && holds(rel, relation);
  }

  private static boolean holds(String rel, String relation) {
    for (String one : rel.split("\\s+", -1)) {
      if (one.equalsIgnoreCase(relation)) {
        return true;
      }
    }
    return false;
  }

  /** Moves behind the wanted char and returns true, or behind the next comma or to the end. */
  private boolean skipTo(char wanted) {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == wanted) {
        return true;
      }
      if (c == ',') {
        return false;
      }
    }
    return false;
  }

  private boolean skipSpace(char wanted) {
    int next = at;
    while (next < text.length() && " \t".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    if (next < text.length() && text.charAt(next) == wanted) {
      at = next + 1;
      return true;
    }
    return false;
  }

  private String token() {
    int start = at;
    while (at < text.length() && "=;,".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).strip().toLowerCase(Locale.ROOT);
  }

  private String value() {
    if (!skipSpace('"')) {
      int start = at;
      while (at < text.length() && ";,".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at).strip();
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        break;
      }
      boolean escaped = c == '\\' && at < text.length();
      value.append(escaped ? text.charAt(at++) : c);
    }
    return value.toString();
  }
}
