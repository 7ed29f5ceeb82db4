package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which request headers a job may set. */
final class HeaderRules {
  /** Those that frame the message, belong to the connection, or are decided here. */
  private static final Set<String> KEPT =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authorization",
          "proxy-authenticate",
          "te",
          "trailer",
          "upgrade",
          "expect",
          "http2-settings",
          "accept-encoding",
          "range",
          "if-range");

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final int MAX_VALUE_CHARS = 16 << 10;

  private HeaderRules() {}

  static void check(JsonNode headers, String pointer, Violations problems) {
    if (!headers.isObject()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    headers
        .properties()
        .forEach(
            member -> {
              String at = Violations.child(pointer, member.getKey());
              checkName(member.getKey(), at, seen, problems);
              if (member.getValue().isTextual()) {
                checkValue(member.getValue().textValue(), at, problems);
              }
            });
  }

  private static void checkName(String name, String at, Set<String> seen, Violations problems) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!isToken(name)) {
      problems.add(at, "not the name of a header (RFC 9110, 5.1)");
    } else if (KEPT.contains(lower)) {
      problems.add(at, "this header is set by the service itself");
    } else if (!seen.add(lower)) {
      problems.add(at, "given twice, in another case");
    }
  }

  private static void checkValue(String value, String at, Violations problems) {
    if (value.length() > MAX_VALUE_CHARS) {
      problems.add(at, "longer than " + MAX_VALUE_CHARS + " chars");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c == 0x7f)) {
        problems.add(at, "the value holds a control character at offset " + i);
        return;
      }
      if (c > 0x7e) {
        problems.add(at, "the value holds a character beyond ASCII at offset " + i);
        return;
      }
    }
  }

  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= 256
        && text.chars()
            .allMatch(
                c ->
                    c >= 'a' && c <= 'z'
                        || c >= 'A' && c <= 'Z'
                        || c >= '0' && c <= '9'
                        || TOKEN_MARKS.indexOf(c) >= 0);
  }
}
