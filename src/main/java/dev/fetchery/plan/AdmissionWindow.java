package dev.fetchery.plan;

import dev.fetchery.context.Confined;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of a job's waiting items are held in memory: a bounded number for each host, so that a host
 * that does not answer takes no other's place, and memory does not depend on the size of the job.
 * Items are looked at in order; those of a host that has its share are left in the store and read
 * later by host. Confined to the coordinator's event loop.
 */
public final class AdmissionWindow {
  private final Confined confined = new Confined();
  private static final int LEAST_BY_SIZE = 16;

  /** Items in memory for each request that can be under way, active ones included. */
  private static final int ITEMS_PER_REQUEST = 4;

  private final int givenMost;
  private int mostItems;
  private final int leastItems;
  private final long mostBytes;
  private int most;
  private int least;
  private final Map<String, Held> hosts = new HashMap<>();

  /** Hosts that have items left in the store. */
  private final Map<String, Held> behind = new HashMap<>();

  private int total;
  private long lookedAtTo;

  /** One host's share. */
  private static final class Held {
    int inMemory;
    long leftFrom = -1;
    long leftTo = -1;
    boolean loading;
  }

  /** Items of a host to be read from the store. */
  public record Refill(String host, long fromSeq, long noted, int limit) {}

  /**
   * @param most items in memory, about
   * @param least items of one host that are always let in, unless items are large
   * @param mostBytes what they take, about
   */
  public AdmissionWindow(int most, int least, long mostBytes) {
    this.givenMost = most;
    this.mostItems = most;
    this.leastItems = least;
    this.mostBytes = mostBytes;
    this.most = most;
    this.least = least;
  }

  /**
   * So many requests can be under way at once: there are items for them all, and for the next. To
   * be called before {@link #itemsAre}, which goes by it.
   */
  public void requestsAre(int requests) {
    assert confined.here();
    long wanted = (long) ITEMS_PER_REQUEST * requests;
    mostItems = (int) Math.min(Integer.MAX_VALUE, Math.max(givenMost, wanted));
  }

  /** Items in memory, at most. */
  public int most() {
    return most;
  }

  /** Items are of this size on average, in bytes: so many fewer are let in. */
  public void itemsAre(long bytes) {
    assert confined.here();
    long fit = Math.max(LEAST_BY_SIZE, mostBytes / Math.max(1, bytes));
    most = (int) Math.min(mostItems, fit);
    least = (int) Math.min(leastItems, fit);
  }

  /** How many items to read from the store at once, where so many small ones would be. */
  public int pageSize(int page) {
    return Math.min(page, Math.max(LEAST_BY_SIZE, most / 4));
  }

  /** The first number not looked at yet. */
  public long lookedAtTo() {
    return lookedAtTo;
  }

  public int total() {
    return total;
  }

  public boolean full() {
    return total >= most;
  }

  /** Everything before this number has been looked at. */
  public void lookedAt(long toSeq) {
    assert confined.here();
    lookedAtTo = Math.max(lookedAtTo, toSeq);
  }

  /** Whether this item is to be held; else it is read from the store later. */
  public boolean admit(String host, long seq) {
    assert confined.here();
    Held held = hosts.computeIfAbsent(host, h -> new Held());
    if (held.leftFrom < 0 && held.inMemory < share()) {
      held.inMemory++;
      total++;
      return true;
    }
    if (held.leftFrom < 0) {
      held.leftFrom = seq;
      behind.put(host, held);
    }
    held.leftTo = Math.max(held.leftTo, seq);
    return false;
  }

  /** Counts an item that is held already. */
  public void hold(String host) {
    assert confined.here();
    hosts.computeIfAbsent(host, h -> new Held()).inMemory++;
    total++;
  }

  /** There is always a share for one host more. */
  private int share() {
    return Math.max(least, most / (hosts.size() + 1));
  }

  /** An item that was held has ended. */
  public void ended(String host) {
    assert confined.here();
    Held held = hosts.get(host);
    if (held == null) {
      return;
    }
    held.inMemory--;
    total--;
    if (held.inMemory <= 0 && held.leftFrom < 0) {
      hosts.remove(host);
    }
  }

  /** Hosts that have room again and items left in the store; each is asked for once. */
  public List<Refill> refills(int pageSize) {
    assert confined.here();
    List<Refill> wanted = new ArrayList<>();
    behind.forEach(
        (host, held) -> {
          if (!held.loading && held.inMemory <= share() / 2) {
            held.loading = true;
            wanted.add(new Refill(host, held.leftFrom, held.leftTo, pageSize));
          }
        });
    return wanted;
  }

  /**
   * A refill came: so many items, the last of them numbered {@code lastSeq}.
   *
   * <p>An empty page means that nothing was left up to what was noted when it was asked for; items
   * found since then are still there.
   */
  public void refilled(Refill refill, int count, long lastSeq) {
    assert confined.here();
    Held held = hosts.get(refill.host());
    if (held == null) {
      return;
    }
    held.loading = false;
    held.inMemory += count;
    total += count;
    long next = (count == 0 ? Math.max(refill.noted(), lastSeq) : lastSeq) + 1;
    held.leftFrom = next <= held.leftTo ? next : -1;
    if (held.leftFrom < 0) {
      behind.remove(refill.host());
      if (held.inMemory <= 0) {
        hosts.remove(refill.host());
      }
    }
  }

  /** A refill failed and may be asked for again. */
  public void refillFailed(Refill refill) {
    assert confined.here();
    Held held = hosts.get(refill.host());
    if (held != null) {
      held.loading = false;
    }
  }
}
