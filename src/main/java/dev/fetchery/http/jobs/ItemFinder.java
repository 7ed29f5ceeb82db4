package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of a job that fit a query, page by page. Only the coordinator knows which are
 * active: those it names are shown as active where the store has them as waiting.
 */
final class ItemFinder {
  /**
   * So long a page is looked for, in milliseconds: one that is not full by then ends where the look
   * has come to. An order by value needs a look at every item, however long that takes.
   */
  private static final long PATIENCE_MS = 400;

  /** Rows that one read looks at: a few milliseconds of the store's time. */
  private static final int SCAN = 20_000;

  /**
   * @param next where the next page begins, or null on the last
   */
  record Page(List<Item> items, @Nullable Place next) {}

  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final Context context;
  private final Clock clock;
  private final String job;
  private final ItemQuery query;
  private final ItemOrder order;
  private final ShownItems shown;
  private final ActiveItemFinder activeItems;

  /**
   * @param query its states as they are shown
   */
  ItemFinder(
      JobReads store,
      CoordinatorClient coordinator,
      Context context,
      Clock clock,
      String job,
      ItemQuery query,
      ItemOrder order) {
    this.store = store;
    this.coordinator = coordinator;
    this.context = context;
    this.clock = clock;
    this.job = job;
    this.query = query;
    this.order = order;
    this.shown = new ShownItems(query);
    this.activeItems = new ActiveItemFinder(store, context, job, query, order);
  }

  ItemOrder order() {
    return order;
  }

  /**
   * Up to {@code limit} items beyond a place; fewer, with more to come, where looking takes long.
   */
  Future<Page> page(Place after, int limit) {
    Set<ItemState> states = query.states();
    if (!states.isEmpty() && states.stream().allMatch(ItemState::ended)) {
      return look(LiveItems.NONE, after, limit);
    }
    return coordinator
        .ask(new Command.ShowActive(job), Answer.ActiveItems.class)
        .compose(
            answer -> {
              LiveItems live = LiveItems.of(answer);
              return states.equals(Set.of(ItemState.ACTIVE))
                  ? activeItems.sortedBeyond(live, after).map(found -> cut(found, limit))
                  : look(live, after, limit);
            });
  }

  /**
   * Where all items beyond a place stand in an order by value, first to last; null where they take
   * more than the share gives, or are few anyway.
   */
  Future<@Nullable List<Place>> ranking(Place after, MemoryBudget.Share share) {
    return !order.byValue() || query.states().equals(Set.of(ItemState.ACTIVE))
        ? Future.succeededFuture()
        : new ItemRanking(store, context, job, shown.stored(), order, share).beyond(after);
  }

  /** The items at these places, as they are now; without those that no longer fit. */
  Future<List<Item>> at(List<Place> places) {
    List<Long> seqs = places.stream().map(Place::seq).toList();
    return coordinator
        .ask(new Command.ShowActive(job), Answer.ActiveItems.class)
        .compose(
            answer -> {
              LiveItems live = LiveItems.of(answer);
              return on(store.chosen(job, shown.stored(), seqs))
                  .map(items -> items.stream().map(live::shown).filter(shown::asks).toList());
            });
  }

  private Future<Page> look(LiveItems live, Place after, int limit) {
    if (order.byValue() && query.states().contains(ItemState.ACTIVE) && !asksForWaiting()) {
      return bestWithActive(live, after, limit);
    }
    return order.byValue()
        ? best(shown.stored(), live, after, 0, limit, BestItems.NONE)
        : next(new Look(live, limit, clock.monotonicMs() + PATIENCE_MS), after);
  }

  // --- in the order of rows

  /** A page being looked for; one item more than wanted tells whether there is another page. */
  private static final class Look {
    final LiveItems live;
    final int limit;
    final long untilMs;
    final List<Found> found = new ArrayList<>();

    Look(LiveItems live, int limit, long untilMs) {
      this.live = live;
      this.limit = limit;
      this.untilMs = untilMs;
    }

    int wanted() {
      return Math.min(JobReads.PAGE, limit + 1 - found.size());
    }
  }

  private Future<Page> next(Look look, Place after) {
    ItemQuery stored = shown.stored();
    return on(store.find(job, stored, order, after, look.wanted(), SCAN))
        .compose(
            slice -> {
              look.found.addAll(shown.of(slice, look.live));
              Place next = slice.next();
              if (next != null && isLarge(look.found)) {
                return Future.succeededFuture(new Page(items(look.found), next));
              }
              if (next == null || look.found.size() > look.limit) {
                return Future.succeededFuture(cut(look.found, look.limit));
              }
              return clock.monotonicMs() >= look.untilMs
                  ? Future.succeededFuture(new Page(items(look.found), next))
                  : next(look, next);
            });
  }

  private static Page cut(List<Found> found, int limit) {
    return found.size() > limit
        ? new Page(items(found.subList(0, limit)), found.get(limit - 1).place())
        : new Page(items(found), null);
  }

  private static List<Item> items(List<Found> found) {
    return found.stream().map(Found::item).toList();
  }

  // --- in the order of a value

  private static boolean isLarge(List<Found> found) {
    return found.stream().mapToLong(Found::chars).sum() >= BestItems.PAGE_CHARS;
  }

  private static Page page(BestItems best, int limit) {
    return best.found().size() > limit || best.until() == null
        ? cut(best.found(), limit)
        : new Page(items(best.found()), best.until());
  }

  private boolean asksForWaiting() {
    return query.states().isEmpty() || query.states().contains(ItemState.WAITING);
  }

  /** The store has active items among the waiting ones, of which any number are not asked for. */
  private Future<Page> bestWithActive(LiveItems live, Place after, int limit) {
    Set<ItemState> ended = EnumSet.copyOf(query.states());
    ended.remove(ItemState.ACTIVE);
    // Beside others an active item stands where the store has it, without a value.
    return activeItems
        .beyond(live, after, item -> new Place(Place.NONE, item.seq()))
        .compose(
            found ->
                best(
                    query.in(ended),
                    LiveItems.NONE,
                    after,
                    0,
                    limit,
                    BestItems.NONE.with(found, null, limit + 1)));
  }

  /** Looks through the rows from a number on, with the best of those before. */
  private Future<Page> best(
      ItemQuery stored, LiveItems live, Place after, long fromSeq, int limit, BestItems before) {
    return on(store.best(
            job, stored, order, after, fromSeq, limit + 1 + live.active().size(), SCAN))
        .compose(
            slice -> {
              BestItems best = before.with(shown.of(slice, live), slice.until(), limit + 1);
              Place next = slice.next();
              return next == null
                  ? Future.succeededFuture(page(best, limit))
                  : best(stored, live, after, next.seq(), limit, best);
            });
  }

  private <T> Future<T> on(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, context);
  }
}
