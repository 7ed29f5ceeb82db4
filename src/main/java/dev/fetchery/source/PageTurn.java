package dev.fetchery.source;

import dev.fetchery.job.Draft;
import dev.fetchery.url.WebUrl;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A page whose items are being handed out. */
final class PageTurn {
  private final PageState page;
  private final PageAnswer answer;
  private final @Nullable WebUrl base;

  /** Items are made of them as they are handed out: together they take more than the page. */
  private final Iterator<JsonEntries.Entry> left;

  /** Items of the entry at hand. */
  private Iterator<Draft> items = Collections.emptyIterator();

  private boolean gave;
  private boolean brought;

  /**
   * @param base against which its relative URLs are resolved
   * @param brought whether one of its items is known not to have been listed before
   */
  PageTurn(PageState page, PageAnswer answer, @Nullable WebUrl base, boolean brought) {
    this.page = page;
    this.answer = answer;
    this.base = base;
    this.left = answer.entries().iterator();
    this.brought = brought;
  }

  PageState page() {
    return page;
  }

  PageAnswer answer() {
    return answer;
  }

  /** Where another discovery requests the page again. */
  PagePosition position() {
    return new PagePosition(page, brought);
  }

  /** Goes to its next item; false where it has none. */
  boolean hasNext(Elements elements) {
    while (!items.hasNext() && left.hasNext()) {
      JsonEntries.Entry entry = left.next();
      items = elements.items(entry.name(), entry.value(), base);
    }
    return items.hasNext();
  }

  /** The item that {@link #hasNext} went to. */
  Draft next() {
    gave = true;
    return items.next();
  }

  /** Whether it has handed out an item. */
  boolean hasGiven() {
    return gave;
  }

  /** So many of the items handed out had not been listed before. */
  void brought(int fresh) {
    brought |= fresh > 0;
  }

  boolean hasBrought() {
    return brought;
  }
}
