package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Active;
import dev.fetchery.bus.Answer.Kept;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What only the coordinator knows of items that have not ended, by number.
 *
 * @param active which of them are being fetched
 * @param kept of which a part is kept
 */
record LiveItems(Map<Long, Active> active, Map<Long, Kept> kept) {
  static final LiveItems NONE = new LiveItems(Map.of(), Map.of());

  static LiveItems of(Answer.ActiveItems answer) {
    Map<Long, Active> active = new TreeMap<>();
    answer.items().forEach(item -> active.put(item.seq(), item));
    Map<Long, Kept> kept = new HashMap<>();
    answer.kept().forEach(item -> kept.put(item.seq(), item));
    return new LiveItems(active, kept);
  }

  /** A stored item as it is shown. */
  Item shown(Item item) {
    if (item.state() != ItemState.WAITING) {
      return item;
    }
    Active now = active.get(item.seq());
    if (now != null) {
      return item.active(
          now.attempts(),
          now.bytes(),
          now.size(),
          new Item.Live(now.startedAt(), now.bytesPerSecond(), now.node()));
    }
    Kept part = kept.get(item.seq());
    return part == null ? item : item.withPart(part.bytes(), part.size());
  }
}
