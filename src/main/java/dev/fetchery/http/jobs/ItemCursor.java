package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Active;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks the items of a job in order. Only the coordinator knows which are active: those it names
 * are shown as active where the store has them as waiting.
 */
final class ItemCursor {
  /**
   * @param next number of the last item of the page where more follow, else null
   */
  record Page(List<Item> items, @Nullable Long next) {}

  private final JobStore store;
  private final CoordinatorClient coordinator;
  private final Context context;
  private final String job;
  private final @Nullable ItemState state;

  /**
   * @param state items of this state alone, or null
   */
  ItemCursor(
      JobStore store,
      CoordinatorClient coordinator,
      Context context,
      String job,
      @Nullable ItemState state) {
    this.store = store;
    this.coordinator = coordinator;
    this.context = context;
    this.job = job;
    this.state = state;
  }

  /** Up to {@code limit} items beyond that number. */
  Future<Page> page(long afterSeq, int limit) {
    if (state != null && state.ended()) {
      return collect(afterSeq, limit, Map.of(), new ArrayList<>());
    }
    return coordinator
        .ask(new Command.ShowActive(job), Answer.ActiveItems.class)
        .compose(
            answer -> {
              Map<Long, Active> active = new TreeMap<>();
              answer.items().forEach(item -> active.put(item.seq(), item));
              return state == ItemState.ACTIVE
                  ? active(active, afterSeq, limit)
                  : collect(afterSeq, limit, active, new ArrayList<>());
            });
  }

  private Future<Page> collect(
      long afterSeq, int limit, Map<Long, Active> active, List<Item> found) {
    int ask = Math.min(JobStore.PAGE, limit + 1);
    return Future.fromCompletionStage(store.items(job, state, afterSeq, ask), context)
        .compose(
            items -> {
              for (Item item : items) {
                Item shown = shown(item, active);
                if (state == null || shown.state() == state) {
                  found.add(shown);
                }
              }
              if (found.size() > limit || items.size() < ask) {
                return Future.succeededFuture(cut(found, limit));
              }
              return collect(items.get(items.size() - 1).seq(), limit, active, found);
            });
  }

  /** Reads the active items, which are few, one by one. */
  private Future<Page> active(Map<Long, Active> active, long afterSeq, int limit) {
    List<Long> seqs = active.keySet().stream().filter(seq -> seq > afterSeq).toList();
    List<Long> wanted = seqs.subList(0, Math.min(limit + 1, seqs.size()));
    List<Future<Item>> reads = new ArrayList<>();
    for (long seq : wanted) {
      reads.add(Future.fromCompletionStage(store.item(job, seq), context));
    }
    return Future.all(reads)
        .map(
            all -> {
              List<Item> found = new ArrayList<>();
              for (int i = 0; i < reads.size(); i++) {
                Item item = all.resultAt(i);
                // An item that ended in the meantime is no longer active.
                if (item != null && item.state() == ItemState.WAITING) {
                  found.add(shown(item, active));
                }
              }
              if (found.size() > limit) {
                return cut(found, limit);
              }
              boolean more = wanted.size() < seqs.size();
              return new Page(found, more ? wanted.get(wanted.size() - 1) : null);
            });
  }

  private static Page cut(List<Item> found, int limit) {
    return found.size() > limit
        ? new Page(found.subList(0, limit), found.get(limit - 1).seq())
        : new Page(found, null);
  }

  private static Item shown(Item item, Map<Long, Active> all) {
    Active active = item.state() == ItemState.WAITING ? all.get(item.seq()) : null;
    return active == null
        ? item
        : item.active(
            active.attempts(),
            active.bytes(),
            active.size(),
            new Item.Live(active.startedAt(), active.bytesPerSecond()));
  }
}
