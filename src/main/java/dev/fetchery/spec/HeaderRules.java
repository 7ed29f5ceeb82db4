package dev.fetchery.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.job.OwnHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which request headers a job may set. */
final class HeaderRules {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final int MAX_VALUE_CHARS = 16 << 10;

  private HeaderRules() {}

  static void check(JsonNode headers, String pointer, Violations violations) {
    if (!headers.isObject()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    headers
        .properties()
        .forEach(
            member -> {
              String at = Violations.child(pointer, member.getKey());
              checkName(member.getKey(), at, seen, violations);
              if (member.getValue().isTextual()) {
                checkValue(member.getValue().textValue(), at, violations);
              }
            });
  }

  private static void checkName(String name, String at, Set<String> seen, Violations violations) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!isToken(name)) {
      violations.add(at, "not the name of a header (RFC 9110, 5.1)");
    } else if (OwnHeaders.contains(name)) {
      violations.add(at, "the service sets this header itself");
    } else if (!seen.add(lower)) {
      violations.add(at, "given twice, in different case");
    }
  }

  private static void checkValue(String value, String at, Violations violations) {
    if (value.length() > MAX_VALUE_CHARS) {
      violations.add(at, "longer than " + MAX_VALUE_CHARS + " characters");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c == 0x7f)) {
        violations.add(at, "the value holds a control character at offset " + i);
        return;
      }
      if (c > 0x7e) {
        violations.add(at, "the value holds a character beyond ASCII at offset " + i);
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
