package dev.fetchery.http.jobs;

import dev.fetchery.store.ItemSlice.Found;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobReads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first items in an order by value, of those looked at so far.
 *
 * @param until the place up to which they are known, where they are too large for more; or null
 */
record BestItems(List<Found> found, @Nullable Place until) {
  static final BestItems NONE = new BestItems(List.of(), null);

  /** A page with so many characters ends, though it has fewer items than were asked for. */
  static final long PAGE_CHARS = 8L * JobReads.PAGE_CHARS;

  static final Comparator<Found> GREATEST_FIRST =
      Comparator.<Found>comparingLong(found -> -found.place().value())
          .thenComparingLong(found -> found.place().seq());

  /** With those of a slice, cut to what a page holds. */
  BestItems with(List<Found> more, @Nullable Place moreUntil, int most) {
    Place known = first(until, moreUntil);
    List<Found> all = new ArrayList<>(found);
    all.addAll(more);
    all.removeIf(one -> known != null && isAfter(one.place(), known));
    all.sort(GREATEST_FIRST);
    List<Found> best = all.subList(0, Math.min(all.size(), most));
    int held = held(best);
    return held == best.size()
        ? new BestItems(best, known)
        : new BestItems(best.subList(0, held), best.get(held - 1).place());
  }

  private static @Nullable Place first(@Nullable Place one, @Nullable Place other) {
    return one == null || (other != null && isAfter(one, other)) ? other : one;
  }

  /** Whether a place comes after another in an order by value. */
  static boolean isAfter(Place place, Place other) {
    return place.value() < other.value()
        || place.value() == other.value() && place.seq() > other.seq();
  }

  /** How many of the items one page holds: at least one, if there is one. */
  private static int held(List<Found> found) {
    int chars = 0;
    int count = 0;
    while (count < found.size() && chars < PAGE_CHARS) {
      chars += found.get(count).chars();
      count++;
    }
    return count;
  }
}
