package dev.fetchery.store;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.ItemState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which items are looked for.
 *
 * @param states items in these states; empty for any. {@code ACTIVE} is not stored: active items
 *     are waiting
 * @param codes items with these errors; empty for any
 * @param host items of this host, with its port; null for any
 * @param text part of URL, key or file, of any case; null for any. User info in URLs is not
 *     searched
 */
public record ItemQuery(
    Set<ItemState> states, Set<ErrorCode> codes, @Nullable String host, @Nullable String text) {
  public static final ItemQuery ALL = new ItemQuery(Set.of(), Set.of(), null, null);

  public ItemQuery {
    states = Set.copyOf(states);
    codes = Set.copyOf(codes);
  }

  /** The same, of items in these states. */
  public ItemQuery in(Set<ItemState> others) {
    return new ItemQuery(others, codes, host, text);
  }
}
