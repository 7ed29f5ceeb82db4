package dev.fetchery.store;

import dev.fetchery.job.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bounded look at a job's items found.
 *
 * @param found in their order
 * @param next where to look on, or null where all were looked at
 * @param until in an order by value: the place up to which it found all, where large rows ended it;
 *     null where it found as many as were asked for, or all
 */
public record ItemSlice(List<Found> found, @Nullable Place next, @Nullable Place until) {
  static final ItemSlice NONE = new ItemSlice(List.of(), null, null);

  public ItemSlice {
    found = List.copyOf(found);
  }

  /** An item, and its place in the order. */
  public record Found(Item item, Place place) {
    /** Characters that the texts of the item have, about. */
    public int chars() {
      return chars(item.key())
          + chars(item.url())
          + chars(item.file())
          + (item.error() == null ? 0 : item.error().detail().length());
    }

    private static int chars(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  /**
   * A place in an {@link ItemOrder}.
   *
   * @param value number of the completion, size or duration, by the order; {@link #NONE} where
   *     there is none, and where items are in the order of the source
   * @param seq of the item; -1 in an order by completions
   */
  public record Place(long value, long seq) {
    public static final long NONE = -1;

    /** Before the first item of an order. */
    public static Place start(ItemOrder order) {
      return switch (order) {
        case SEQ -> new Place(NONE, -1);
        case SEQ_DESCENDING -> new Place(NONE, Long.MAX_VALUE);
        case N -> new Place(0, -1);
        case N_DESCENDING, SIZE_DESCENDING, DURATION_DESCENDING -> new Place(Long.MAX_VALUE, -1);
      };
    }
  }
}
