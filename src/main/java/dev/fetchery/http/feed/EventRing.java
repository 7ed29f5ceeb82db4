package dev.fetchery.http.feed;

import dev.fetchery.context.Confined;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The newest completions of one job, encoded, for watchers that keep up. Confined to the HTTP event
 * loop.
 */
final class EventRing {
  private static final int MOST_ROWS = 1024;

  /** Their bytes; those with very long URLs are fewer. */
  private static final long MOST_BYTES = 1 << 20;

  private final Confined confined = new Confined();
  private final FeedMemory memory;
  private final Deque<EncodedEvents> events = new ArrayDeque<>();
  private int rows;
  private long bytes;

  EventRing(FeedMemory memory) {
    this.memory = memory;
  }

  /** Whether completions that begin with this number follow without a gap. */
  boolean isFollowedBy(long n) {
    return events.isEmpty() || n == events.getLast().last() + 1;
  }

  /** Number of the last completion; 0 where there is none. */
  long last() {
    return events.isEmpty() ? 0 : events.getLast().last();
  }

  /** Events with completion {@code n} among them, or null. */
  @Nullable EncodedEvents holding(long n) {
    Iterator<EncodedEvents> newestFirst = events.descendingIterator();
    while (newestFirst.hasNext()) {
      EncodedEvents one = newestFirst.next();
      if (one.holds(n)) {
        return one;
      }
      if (one.last() < n) {
        break;
      }
    }
    return null;
  }

  /** Keeps events in the place of the oldest, if there is memory for them. */
  void add(EncodedEvents more) {
    assert confined.here();
    boolean room = memory.keep(more);
    while (!room && !events.isEmpty()) {
      dropOldest();
      room = memory.keep(more);
    }
    if (!room) {
      return;
    }
    events.addLast(more);
    rows += more.count();
    bytes += more.bytes();
    while ((rows > MOST_ROWS || bytes > MOST_BYTES) && events.size() > 1) {
      dropOldest();
    }
  }

  private void dropOldest() {
    EncodedEvents oldest = events.removeFirst();
    memory.drop(oldest);
    rows -= oldest.count();
    bytes -= oldest.bytes();
  }

  void clear() {
    assert confined.here();
    while (!events.isEmpty()) {
      dropOldest();
    }
  }
}
