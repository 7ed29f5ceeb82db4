package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.discovery.Located;
import dev.fetchery.coordinator.discovery.Locates;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import org.jspecify.annotations.Nullable;

/**
 * An item's place in the queue: of the item itself, or of the request for where it is, which is
 * sent when the item's turn has come. Confined to the coordinator's event loop.
 */
final class ItemTurn implements Locates.Asker {
  /** So often a place that has come to its end before its use is asked for anew in a row. */
  private static final int MOST_UNUSED = 3;

  private final Confined confined = new Confined();
  private final ItemServices services;
  private final ItemFetch item;
  private final ItemPlace place;
  private @Nullable Fault fault;

  /** Places in a row that were not used in time. */
  private int unused;

  ItemTurn(ItemServices services, ItemFetch item, ItemPlace place) {
    this.services = services;
    this.item = item;
    this.place = place;
  }

  /** Where it is fetched from. */
  ItemPlace place() {
    return place;
  }

  /** Why it cannot be asked for where it is, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /** Whether it is still to be fetched. */
  private boolean isHeld() {
    return services.held().holds(work().seq());
  }

  private boolean isToBeLocated() {
    return services.locates().asks() && !place.isLocated() && place.mirrors().isFirst();
  }

  /**
   * Its entry in the queue.
   *
   * @param urgent goes before the others of its job and host
   * @param notBeforeMs epoch milliseconds; 0 for now
   */
  QueuedRequest<Fetch> entry(boolean urgent, long notBeforeMs) {
    assert confined.here();
    if (isToBeLocated()) {
      Locates.Begin begin = services.locates().ask(this, urgent, notBeforeMs);
      if (begin instanceof Locates.Entry asked) {
        return asked.entry();
      }
      fault = ((Locates.Bad) begin).fault();
    }
    return services.support().entry(item, place.host(), urgent, notBeforeMs);
  }

  /** Queues it, if it is still to be fetched; see {@link #entry}. */
  void offer(boolean urgent, long notBeforeMs) {
    if (isHeld()) {
      services.support().queue().offer(entry(urgent, notBeforeMs));
    }
  }

  // --- where it is

  @Override
  public PendingItem work() {
    return item.work();
  }

  @Override
  public boolean mayBeLocated() {
    return isHeld() && item.mayStartNow();
  }

  @Override
  public void located(Located at) {
    assert confined.here();
    if (isHeld()) {
      place.located(at);
      offer(true, 0);
    } else {
      leave();
    }
  }

  @Override
  public void notLocated(ItemState state, @Nullable Integer status, Fault why) {
    if (isHeld()) {
      item.endNow(state, status, why);
    }
  }

  /**
   * Whether it may be requested where it was said to be; if not, it is queued to be asked for anew.
   */
  boolean isInTime() {
    assert confined.here();
    Located at = place.located();
    if (at == null || !services.locates().isOver(at) || unused >= MOST_UNUSED) {
      return true;
    }
    unused++;
    leave();
    place.outdated();
    offer(true, 0);
    return false;
  }

  /** It is requested. */
  void taken() {
    assert confined.here();
    unused = 0;
    leave();
  }

  /** It waits for no request. */
  void leave() {
    if (services.locates().asks()) {
      services.locates().taken(work().seq());
    }
  }

  /** Its request is over. */
  void freed() {
    if (services.locates().asks()) {
      services.locates().freed();
    }
  }
}
