package dev.fetchery.json.path;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/** Regular expressions of filters (I-Regexp, RFC 9485), matched in time linear in the text. */
final class Regexps {
  private static final int MAX_CHARS = 1_000;

  private Regexps() {}

  /** The expression, or nothing where the text is none. */
  static Optional<Pattern> of(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    try {
      return Optional.of(Pattern.compile(translated(text)));
    } catch (PatternSyntaxException e) {
      return Optional.empty();
    }
  }

  /** A dot is anything but the ends of lines (RFC 9485, 5.3). */
  private static String translated(String text) {
    StringBuilder translated = new StringBuilder(text.length() + 16);
    boolean inClass = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        translated.append(c).append(text.charAt(++i));
        continue;
      }
      boolean opened = c == '[' && !inClass;
      inClass = opened || inClass && c != ']';
      if (c == '.' && !inClass) {
        translated.append("[^\\n\\r]");
      } else {
        translated.append(c);
      }
    }
    return translated.toString();
  }
}
