package dev.fetchery.store.pg;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Texts as PostgreSQL can hold them. It takes neither U+0000 nor half a surrogate pair, both of
 * which names and URLs of strangers may contain: each is stored as a noncharacter followed by a
 * letter for private use, so that no two texts become the same one.
 */
final class PgText {
  /** Stands before each letter that stands for another. */
  private static final char MARK = '\uFDD0';

  private static final char FIRST = '\uE000';
  private static final char NUL = '\uE800';
  private static final char MARK_ITSELF = '\uE801';

  private PgText() {}

  /** The text as it is stored: itself, but for the rarest. */
  static String stored(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (c == 0 || c == MARK || Character.isSurrogate(c)) {
        return marked(text, i);
      }
    }
    return text;
  }

  private static String marked(String text, int from) {
    StringBuilder stored = new StringBuilder(text.length() + 8).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        stored.append(c).append(text.charAt(++i));
      } else if (c == 0) {
        stored.append(MARK).append(NUL);
      } else if (c == MARK) {
        stored.append(MARK).append(MARK_ITSELF);
      } else if (Character.isSurrogate(c)) {
        stored.append(MARK).append((char) (FIRST + (c - Character.MIN_SURROGATE)));
      } else {
        stored.append(c);
      }
    }
    return stored.toString();
  }

  /** A stored text as it was. */
  static String restored(String text) {
    int mark = text.indexOf(MARK);
    if (mark < 0) {
      return text;
    }
    StringBuilder restored = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      restored.append(c == MARK && i + 1 < text.length() ? meant(text.charAt(++i)) : c);
    }
    return restored.toString();
  }

  private static char meant(char c) {
    return switch (c) {
      case NUL -> 0;
      case MARK_ITSELF -> MARK;
      default -> (char) (Character.MIN_SURROGATE + (c - FIRST));
    };
  }

  /** Percent-encoded, for an address. */
  static String percent(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
