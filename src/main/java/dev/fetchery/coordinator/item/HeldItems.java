package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AdmissionWindow;
import java.util.HashMap;
import java.util.Map;

/**
 * A job's items that are in memory and have not ended, active ones included. Confined to the
 * coordinator's event loop.
 */
public final class HeldItems {
  private static final int MOST = 16_384;
  private static final int LEAST_PER_HOST = 512;

  private final Confined confined = new Confined();

  /** Hosts, by number of the item. */
  private final Map<Long, String> hosts = new HashMap<>();

  private AdmissionWindow window = new AdmissionWindow(MOST, LEAST_PER_HOST);

  /** How many there may be, by host; replaced by {@link #restart()}. */
  AdmissionWindow window() {
    return window;
  }

  /** Looks at the store from the start again; what is in memory stays. */
  void restart() {
    assert confined.here();
    window = new AdmissionWindow(MOST, LEAST_PER_HOST);
    hosts.values().forEach(window::hold);
  }

  boolean holds(long seq) {
    return hosts.containsKey(seq);
  }

  /** Lets an item in if it is not yet and its host has room. */
  boolean admit(PendingItem item) {
    assert confined.here();
    if (hosts.containsKey(item.seq()) || !window.admit(item.host(), item.seq())) {
      return false;
    }
    hosts.put(item.seq(), item.host());
    return true;
  }

  /** Lets an item in that the window counts already; false where it was in. */
  boolean add(PendingItem item) {
    assert confined.here();
    return hosts.putIfAbsent(item.seq(), item.host()) == null;
  }

  /** An item has ended, and makes room. */
  void ended(long seq, String host) {
    assert confined.here();
    if (hosts.remove(seq) != null) {
      window.ended(host);
    }
  }
}
