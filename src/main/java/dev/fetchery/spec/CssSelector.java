package dev.fetchery.spec;

import org.jsoup.select.QueryParser;
import org.jsoup.select.Selector;
import org.jspecify.annotations.Nullable;

/** CSS selectors, as jsoup reads them. */
final class CssSelector {
  private CssSelector() {}

  /** Why the text is no CSS selector, or null. */
  static @Nullable String problem(String text) {
    try {
      QueryParser.parse(text);
      return null;
    } catch (Selector.SelectorParseException | IllegalArgumentException e) {
      return "not a CSS selector";
    }
  }
}
