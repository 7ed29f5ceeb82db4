package dev.fetchery.spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Replaces characters of two chars by placeholders of one char while a template cuts its values:
 * Vert.x counts chars where RFC 6570, section 2.4.1, counts characters, and fails on half of a
 * pair.
 */
final class SurrogatePlaceholders {
  private static final char FIRST = '\ue000';
  private static final char LAST = '\uf8ff';

  private final Map<Integer, Character> placeholders = new TreeMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final String taken;
  private char next = FIRST;

  /**
   * @param taken the template and its values, none of whose characters becomes a placeholder
   */
  SurrogatePlaceholders(String taken) {
    this.taken = taken;
  }

  /** The text with each pair replaced by its placeholder, or by U+FFFD when there is none left. */
  String hide(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder hidden = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                hidden.append(
                    c <= 0xffff ? (char) c : placeholders.computeIfAbsent(c, this::placeholder)));
    return hidden.toString();
  }

  private char placeholder(int character) {
    while (next <= LAST) {
      char candidate = next++;
      String encoded = encoded(candidate);
      if (taken.indexOf(candidate) < 0 && !taken.contains(encoded)) {
        written.put(encoded, encoded(character));
        return candidate;
      }
    }
    return '\ufffd';
  }

  private static String encoded(int character) {
    return URLEncoder.encode(Character.toString(character), StandardCharsets.UTF_8);
  }

  /** The percent-encoded text with the characters of the placeholders. */
  String show(String url) {
    String shown = url;
    for (Map.Entry<String, String> one : written.entrySet()) {
      shown = shown.replace(one.getKey(), one.getValue());
    }
    return shown;
  }
}
