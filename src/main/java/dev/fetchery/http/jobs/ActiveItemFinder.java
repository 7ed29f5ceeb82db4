package dev.fetchery.http.jobs;

import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.ItemOrder;
import dev.fetchery.store.ItemQuery;
import dev.fetchery.store.ItemSlice.Found;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the active items of a job that fit a query. They are few: it reads them one by one.
 *
 * @param query its states do not count
 */
record ActiveItemFinder(
    JobReads store, Context context, String job, ItemQuery query, ItemOrder order) {
  /** Those beyond a place, in order. */
  Future<List<Found>> sortedBeyond(LiveItems live, Place after) {
    return beyond(live, after, this::placeOf)
        .map(
            found -> {
              List<Found> sorted = new ArrayList<>(found);
              sorted.sort(order.byValue() ? BestItems.GREATEST_FIRST : inSource());
              return sorted;
            });
  }

  /**
   * Those beyond a place, in no order.
   *
   * @param placeOf where an item stands
   */
  Future<List<Found>> beyond(LiveItems live, Place after, Function<Item, Place> placeOf) {
    return Future.fromCompletionStage(
            store.chosen(job, query.in(Set.of()), List.copyOf(live.active().keySet())), context)
        .map(
            items -> {
              List<Found> found = new ArrayList<>();
              for (Item item : items) {
                Item shown = live.shown(item);
                // An item that ended in the meantime is no longer active.
                Place place = placeOf.apply(shown);
                if (shown.state() == ItemState.ACTIVE && isBeyond(place, after)) {
                  found.add(new Found(shown, place));
                }
              }
              return found;
            });
  }

  private Comparator<Found> inSource() {
    Comparator<Found> bySeq = Comparator.comparingLong(found -> found.place().seq());
    return order == ItemOrder.SEQ_DESCENDING ? bySeq.reversed() : bySeq;
  }

  /** An active item has a size at most, and no other value. */
  private Place placeOf(Item item) {
    Long size = order == ItemOrder.SIZE_DESCENDING ? item.size() : null;
    return new Place(size == null ? Place.NONE : size, item.seq());
  }

  private boolean isBeyond(Place place, Place after) {
    return switch (order) {
      case SEQ -> place.seq() > after.seq();
      case SEQ_DESCENDING -> place.seq() < after.seq();
      case N, N_DESCENDING -> after.value() != Place.NONE || place.seq() > after.seq();
      default -> BestItems.isAfter(place, after);
    };
  }
}
