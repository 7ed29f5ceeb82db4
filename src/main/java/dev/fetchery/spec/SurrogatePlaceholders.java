package dev.fetchery.spec;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Characters of one char each in the place of those of two, while a template cuts its values: it
 * counts chars where RFC 6570, section 2.4.1, counts characters, and fails on half of a pair.
 */
final class SurrogatePlaceholders {
  private static final char FIRST = '\ue000';
  private static final char LAST = '\uf8ff';

  private final Map<Integer, Character> standIns = new TreeMap<>();
  private final Map<String, String> written = new HashMap<>();
  private final String taken;
  private char next = FIRST;

  /**
   * @param taken text, with all that goes into it, that holds no stand-in of its own
   */
  SurrogatePlaceholders(String taken) {
    this.taken = taken;
  }

  /** The text with every pair replaced by its stand-in; if they run out, by U+FFFD. */
  String hide(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder hidden = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                hidden.append(c <= 0xffff ? (char) c : standIns.computeIfAbsent(c, this::standIn)));
    return hidden.toString();
  }

  private char standIn(int character) {
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

  /** The percent-encoded text with the characters that were hidden. */
  String show(String url) {
    String shown = url;
    for (Map.Entry<String, String> one : written.entrySet()) {
      shown = shown.replace(one.getKey(), one.getValue());
    }
    return shown;
  }
}
