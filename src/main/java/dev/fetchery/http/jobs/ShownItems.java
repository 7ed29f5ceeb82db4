package dev.fetchery.http.jobs;

import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.ItemQuery;
import dev.fetchery.store.ItemSlice;
import dev.fetchery.store.ItemSlice.Found;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Items as they are shown: those that the coordinator names as active are waiting in the store.
 *
 * @param query its states as they are shown
 */
record ShownItems(ItemQuery query) {
  private static final Set<ItemState> NOT_ENDED = EnumSet.of(ItemState.WAITING, ItemState.ACTIVE);

  /** Whether the item, as it is shown, is in a state that is asked for. */
  boolean asks(Item item) {
    return query.states().isEmpty() || query.states().contains(item.state());
  }

  /** What to ask the store for. */
  ItemQuery stored() {
    if (query.states().isEmpty() || query.states().stream().noneMatch(NOT_ENDED::contains)) {
      return query;
    }
    Set<ItemState> states = EnumSet.copyOf(query.states());
    states.remove(ItemState.ACTIVE);
    states.add(ItemState.WAITING);
    return query.in(states);
  }

  /** Those of a slice that are asked for, as they are shown. */
  List<Found> of(ItemSlice slice, LiveItems live) {
    List<Found> all = new ArrayList<>();
    for (Found found : slice.found()) {
      Item item = live.shown(found.item());
      if (asks(item)) {
        all.add(new Found(item, found.place()));
      }
    }
    return all;
  }
}
