package dev.fetchery.source;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a page of a listing.
 *
 * @param page its number, from 1
 * @param start items listed before it
 * @param cursor that the page before it named, or null
 * @param numericCursor whether the cursor was a number, and is sent as one in JSON
 * @param link the URL that the page before it named, or null
 */
record PageState(
    long page, long start, @Nullable String cursor, boolean numericCursor, @Nullable String link) {
  static final PageState FIRST = new PageState(1, 0, null, false, null);

  /** The page after this one, if this one holds so many items. */
  PageState after(long items) {
    return new PageState(page + 1, start + items, null, false, null);
  }

  PageState withCursor(String next, boolean numeric) {
    return new PageState(page, start, next, numeric, null);
  }

  PageState withLink(String next) {
    return new PageState(page, start, null, false, next);
  }

  /** The link or cursor that leads to this page, or null where its number does. */
  @Nullable String pointer() {
    return link == null ? cursor : link;
  }
}
