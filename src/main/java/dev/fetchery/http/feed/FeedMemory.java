package dev.fetchery.http.feed;

import dev.fetchery.context.Confined;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Memory for what feeds send: bytes that watchers have not taken, and events kept for those that
 * come later. Confined to the HTTP event loop.
 */
final class FeedMemory {
  /** Watchers that are looked at again for each write that was taken, where memory is short. */
  private static final int SERVED_WHERE_TIGHT = 4;

  private final Confined confined = new Confined();
  private final MemoryBudget budget;
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean serving;

  FeedMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Whether a watcher may be sent more. What one does not take keeps nothing from others: beyond
   * half of the memory, only who has taken everything is sent more.
   *
   * @param unsent bytes that it has not taken
   */
  boolean hasRoom(long unsent) {
    long most = budget.limit(Use.FEEDS);
    return budget.used(Use.FEEDS) < (unsent == 0 ? most : most / 2);
  }

  /** Calls once there may be room, after those who asked before. */
  void await(Runnable room) {
    assert confined.here();
    waiting.add(room);
  }

  /** No longer wants to be called. */
  void leave(Runnable room) {
    assert confined.here();
    waiting.remove(room);
  }

  /** Counts bytes that are being sent. */
  void sending(long bytes) {
    assert confined.here();
    budget.count(Use.FEEDS, bytes);
  }

  /** Bytes were taken by the watcher, or are lost with it. */
  void sent(long bytes) {
    assert confined.here();
    budget.give(Use.FEEDS, bytes);
    serve();
  }

  private void serve() {
    if (serving) {
      return;
    }
    serving = true;
    // One that still has no room waits again, behind the others.
    int most = hasRoom(1) ? waiting.size() : SERVED_WHERE_TIGHT;
    for (int left = most; left > 0 && !waiting.isEmpty() && hasRoom(0); left--) {
      Runnable next = waiting.iterator().next();
      waiting.remove(next);
      next.run();
    }
    serving = false;
  }

  /** Takes memory for events that are kept, if there is any. */
  boolean keep(EncodedEvents events) {
    return budget.take(Use.FEED_CACHE, events.bytes());
  }

  /** Events are kept no longer. */
  void drop(EncodedEvents events) {
    budget.give(Use.FEED_CACHE, events.bytes());
  }
}
