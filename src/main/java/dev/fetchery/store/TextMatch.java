package dev.fetchery.store;

import dev.fetchery.job.Item;
import dev.fetchery.naming.SafeName;
import dev.fetchery.url.UserInfo;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a text in URL, key and file of items, whatever its case or Unicode form. SQLite compares
 * letters beyond ASCII byte by byte: its pattern lets every letter stand for them, and what it lets
 * through is compared here.
 */
final class TextMatch {
  private final String key;
  private final String pattern;

  TextMatch(String text) {
    this.key = SafeName.key(text);
    this.pattern = patternOf(Normalizer.normalize(text, Normalizer.Form.NFC));
  }

  /** For {@code LIKE … ESCAPE '\'}. */
  String pattern() {
    return pattern;
  }

  private static String patternOf(String text) {
    StringBuilder pattern = new StringBuilder("%");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c == 0) {
        pattern.append('%');
      } else {
        pattern.append("%_\\".indexOf(c) >= 0 ? "\\" : "").append(c);
      }
    }
    return pattern.append('%').toString();
  }

  /** User info counts for nothing: a search must not tell what no view shows. */
  boolean fits(Item item) {
    return fits(UserInfo.cut(item.url())) || fits(item.key()) || fits(item.file());
  }

  private boolean fits(@Nullable String text) {
    return text != null && SafeName.key(text).contains(key);
  }
}
