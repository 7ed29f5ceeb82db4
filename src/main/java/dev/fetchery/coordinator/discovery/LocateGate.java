package dev.fetchery.coordinator.discovery;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.port.Timers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees that no item is located long before it is fetched: no more of them at a time than the host
 * that they were found at last takes. The first is located alone. Confined to the coordinator's
 * event loop.
 */
final class LocateGate {
  /** After so long it looks again whether there is room. */
  private static final long AGAIN_AFTER_MS = 50;

  private final Confined confined = new Confined();
  private final String job;
  private final FetchQueue queue;
  private final Timers timers;

  /** Requests under way, with the hosts that they ask. */
  private final Map<LocateFetch, String> asking = new HashMap<>();

  /** Items that are located and not requested yet. */
  private final Set<Long> ready = new HashSet<>();

  private final Deque<LocateFetch> waiting = new ArrayDeque<>();

  /** Where the last item is, {@code host:port}. */
  private @Nullable String host;

  private boolean timed;

  LocateGate(String job, FetchQueue queue, Timers timers) {
    this.job = job;
    this.queue = queue;
    this.timers = timers;
  }

  /**
   * Whether an item is located now; if not, it is queued again when there is room for it.
   *
   * @param asked host of the request, which has a slot there
   */
  boolean admits(LocateFetch fetch, String asked) {
    assert confined.here();
    if (room(asked) > 0) {
      return true;
    }
    waiting.add(fetch);
    lookLater();
    return false;
  }

  /** How many more may be located, by a request to a host at which it has a slot. */
  private int room(@Nullable String asked) {
    if (host == null) {
      return 1 - asking.size();
    }
    int elsewhere = 0;
    for (String other : asking.values()) {
      elsewhere += other.equals(host) ? 0 : 1;
    }
    int slot = host.equals(asked) ? 1 : 0;
    return queue.room(job, host) + slot - ready.size() - elsewhere;
  }

  /** A request is under way. */
  void asked(LocateFetch fetch, String to) {
    assert confined.here();
    asking.put(fetch, to);
  }

  /** A request is over. */
  void answered(LocateFetch fetch) {
    assert confined.here();
    asking.remove(fetch);
    look();
  }

  /** An item is to be requested there. */
  void located(long seq, String at) {
    assert confined.here();
    ready.add(seq);
    host = at;
    look();
  }

  /** An item is requested, or will not be. */
  void taken(long seq) {
    assert confined.here();
    ready.remove(seq);
  }

  /** A request for an item is over. */
  void freed() {
    assert confined.here();
    look();
  }

  private void look() {
    for (int room = waiting.isEmpty() ? 0 : room(null); room > 0 && !waiting.isEmpty(); room--) {
      waiting.remove().offer(0);
    }
  }

  /** A host's rest ends without a word, and so does the shortage of other limits. */
  private void lookLater() {
    if (!timed && !waiting.isEmpty()) {
      timed = true;
      timers.after(
          AGAIN_AFTER_MS,
          () -> {
            timed = false;
            lookAgain();
          });
    }
  }

  private void lookAgain() {
    if (!waiting.isEmpty()) {
      // At the host that is asked one request may find room that cannot be seen from here.
      waiting.remove().offer(0);
      look();
      lookLater();
      queue.wake();
    }
  }

  /** Lets nothing more through: the job is over. */
  void close() {
    assert confined.here();
    waiting.clear();
  }
}
