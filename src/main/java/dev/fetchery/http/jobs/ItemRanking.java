package dev.fetchery.http.jobs;

import dev.fetchery.context.MemoryBudget;
import dev.fetchery.store.ItemOrder;
import dev.fetchery.store.ItemQuery;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where all items that fit a query stand in an order by value, looked for once. The items
 * themselves are not held.
 */
final class ItemRanking {
  /** Rows that one read looks at: a few milliseconds of the store's time. */
  private static final int SCAN = 20_000;

  /** What a place takes in a list, in bytes, about. */
  private static final long PLACE_BYTES = 40;

  private static final Comparator<Place> GREATEST_FIRST =
      Comparator.<Place>comparingLong(place -> -place.value()).thenComparingLong(Place::seq);

  private final JobReads store;
  private final Context context;
  private final String job;
  private final ItemQuery query;
  private final ItemOrder order;
  private final MemoryBudget.Share share;
  private final List<Place> places = new ArrayList<>();

  /**
   * @param share what it may take of memory; to be closed by its owner
   */
  ItemRanking(
      JobReads store,
      Context context,
      String job,
      ItemQuery query,
      ItemOrder order,
      MemoryBudget.Share share) {
    this.store = store;
    this.context = context;
    this.job = job;
    this.query = query;
    this.order = order;
    this.share = share;
  }

  /** Numbers of the items beyond a place, first to last; null where they take too much memory. */
  Future<@Nullable List<Place>> beyond(Place after) {
    return from(0, after)
        .compose(
            all ->
                all
                    ? context.executeBlocking(this::sorted, false)
                    : Future.succeededFuture((List<Place>) null));
  }

  private List<Place> sorted() {
    places.sort(GREATEST_FIRST);
    return places;
  }

  private Future<Boolean> from(long seq, Place after) {
    return Future.fromCompletionStage(store.places(job, query, order, seq, SCAN), context)
        .compose(
            slice -> {
              List<Place> more =
                  slice.found().stream().filter(one -> BestItems.isAfter(one, after)).toList();
              if (!share.grow(PLACE_BYTES * more.size())) {
                return Future.succeededFuture(false);
              }
              places.addAll(more);
              return slice.next() < 0 ? Future.succeededFuture(true) : from(slice.next(), after);
            });
  }
}
