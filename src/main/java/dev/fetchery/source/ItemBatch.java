package dev.fetchery.source;

import dev.fetchery.job.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The items of one step of a discovery: so many, and of no more text than a few large ones. */
final class ItemBatch {
  /** A step that has so many chars takes no further item. */
  private static final long FULL_CHARS = 1 << 20;

  private final int maxItems;
  private final List<Draft> items = new ArrayList<>();
  private long chars;

  ItemBatch(int maxItems) {
    this.maxItems = maxItems;
  }

  boolean hasRoom() {
    return items.size() < maxItems && chars < FULL_CHARS;
  }

  void add(Draft item) {
    items.add(item);
    chars += item.url().length() + (item.key() == null ? 0 : item.key().length());
    for (Map<String, String> texts : List.of(item.fields(), item.headers())) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        chars += text.getKey().length() + text.getValue().length();
      }
    }
  }

  List<Draft> items() {
    return items;
  }
}
