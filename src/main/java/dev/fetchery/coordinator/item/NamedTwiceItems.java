package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Items of a job that are earlier ones named twice. They are not requested: each ends when the
 * earlier one has, as skipped where that has its file, else as that did. Confined to the
 * coordinator's event loop.
 */
final class NamedTwiceItems {
  private final Confined confined = new Confined();
  private final JobEvents job;
  private final ItemStore store;
  private final OutcomeBatch batch;
  private final HeldItems held;
  private final SteadyClock clock;

  /** Those that wait, by number, by the number of the earlier item. */
  private final Map<Long, Map<Long, PendingItem>> waiting = new HashMap<>();

  NamedTwiceItems(
      JobEvents job, ItemStore store, OutcomeBatch batch, HeldItems held, SteadyClock clock) {
    this.job = job;
    this.store = store;
    this.batch = batch;
    this.held = held;
    this.clock = clock;
  }

  /** They wait for the ends of the earlier items, which may be there already. */
  Future<Void> wait(List<PendingItem> items) {
    assert confined.here();
    Set<Long> fresh = new HashSet<>();
    for (PendingItem item : items) {
      long earlier = Objects.requireNonNull(item.sameAs(), "it is named twice");
      waiting.computeIfAbsent(earlier, seq -> new TreeMap<>()).put(item.seq(), item);
      fresh.add(earlier);
    }
    List<Future<Void>> looks = new ArrayList<>();
    for (long earlier : fresh) {
      looks.add(store.item(earlier).compose(item -> found(earlier, item)));
    }
    return Future.all(looks).mapEmpty();
  }

  private Future<Void> found(long earlier, @Nullable Item item) {
    if (item == null) {
      waiting.remove(earlier);
    } else if (item.state().ended()) {
      end(item);
    }
    return Future.succeededFuture();
  }

  /** Items have ended, and are stored. */
  void ended(List<Completion> completions) {
    assert confined.here();
    if (!waiting.isEmpty()) {
      completions.forEach(completion -> end(completion.item()));
    }
  }

  private void end(Item earlier) {
    Map<Long, PendingItem> same = waiting.remove(earlier.seq());
    if (same == null) {
      return;
    }
    boolean saved = earlier.state() == ItemState.DONE || earlier.state() == ItemState.SKIPPED;
    ItemState state = saved ? ItemState.SKIPPED : earlier.state();
    for (PendingItem item : same.values()) {
      if (held.holds(item.seq())) {
        batch.ended(ItemResults.ended(item, state, null, earlier.error(), clock.now()));
        held.ended(item.seq(), item.host());
      }
    }
    batch.flush();
    job.checkFinished();
  }
}
