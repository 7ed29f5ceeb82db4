package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AdmissionWindow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A job's items that are in memory and have not ended, active ones included. Confined to the
 * coordinator's event loop.
 */
public final class HeldItems {
  private static final int MOST = 16_384;
  private static final int LEAST_PER_HOST = 512;

  /** What an item takes beside its texts. */
  private static final long ITEM_BYTES = 400;

  private final Confined confined = new Confined();
  private final long mostBytes;
  private final IntSupplier requests;

  /** Hosts, by number of the item. */
  private final Map<Long, String> hosts = new HashMap<>();

  /** Items that are asked of a mirror, whatever becomes of their own host. */
  private final Set<Long> elsewhere = new HashSet<>();

  private AdmissionWindow window;

  /** Of items let in lately, about. */
  private double meanBytes = ITEM_BYTES;

  /**
   * @param mostBytes of the items in memory, about
   * @param requests that all fetchers together can have under way
   */
  HeldItems(long mostBytes, IntSupplier requests) {
    this.mostBytes = mostBytes;
    this.requests = requests;
    this.window = newWindow();
  }

  private AdmissionWindow newWindow() {
    AdmissionWindow fresh = new AdmissionWindow(MOST, LEAST_PER_HOST, mostBytes);
    fresh.requestsAre(requests.getAsInt());
    fresh.itemsAre((long) meanBytes);
    return fresh;
  }

  /** How many there may be, by host; replaced by {@link #restart()}. */
  AdmissionWindow window() {
    return window;
  }

  /** Looks at the store from the start again; what is in memory stays. */
  void restart() {
    assert confined.here();
    window = newWindow();
    hosts.values().forEach(window::hold);
  }

  boolean holds(long seq) {
    return hosts.containsKey(seq);
  }

  /** Lets an item in if it is not yet and its host has room. */
  boolean admit(PendingItem item) {
    assert confined.here();
    weigh(item);
    if (hosts.containsKey(item.seq()) || !window.admit(item.host(), item.seq())) {
      return false;
    }
    return hold(item);
  }

  /** Lets an item in that the window counts already; false where it was in. */
  boolean add(PendingItem item) {
    assert confined.here();
    weigh(item);
    return !hosts.containsKey(item.seq()) && hold(item);
  }

  private boolean hold(PendingItem item) {
    hosts.put(item.seq(), item.host());
    if (item.mirror() != null) {
      elsewhere.add(item.seq());
    }
    return true;
  }

  /** Large items count at once, small ones as they come. */
  private void weigh(PendingItem item) {
    long bytes = ITEM_BYTES + item.url().length() + item.terms().chars();
    for (Map.Entry<String, String> field : item.fields().entrySet()) {
      bytes += field.getKey().length() + field.getValue().length();
    }
    meanBytes += (bytes - meanBytes) / (bytes > meanBytes ? 16 : 256);
    window.requestsAre(requests.getAsInt());
    window.itemsAre((long) meanBytes);
  }

  /** An item is asked of a mirror. */
  void elsewhere(long seq) {
    assert confined.here();
    elsewhere.add(seq);
  }

  /** Items that are asked of a mirror. */
  Set<Long> elsewhere() {
    return elsewhere;
  }

  /** An item has ended, and makes room. */
  void ended(long seq, String host) {
    assert confined.here();
    elsewhere.remove(seq);
    if (hosts.remove(seq) != null) {
      window.ended(host);
    }
  }
}
