package dev.fetchery.http.feed;

import dev.fetchery.job.Completion;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive completions as {@code item} events, encoded once for all watchers. Small, so that
 * what waits in a slow watcher's socket stays small.
 */
final class EncodedEvents {
  /** The last event is the one that reaches so many bytes. */
  static final int FULL_BYTES = 16 << 10;

  private final long first;

  /** Where each event begins in the bytes. */
  private final int[] starts;

  private final Buffer bytes;

  private EncodedEvents(long first, int[] starts, Buffer bytes) {
    this.first = first;
    this.starts = starts;
    this.bytes = bytes;
  }

  /** The events of these completions, whose numbers follow one another. */
  static List<EncodedEvents> of(List<Completion> completions) {
    List<EncodedEvents> all = new ArrayList<>();
    int from = 0;
    while (from < completions.size()) {
      EncodedEvents events = filled(completions, from);
      all.add(events);
      from += events.starts.length;
    }
    return all;
  }

  private static EncodedEvents filled(List<Completion> completions, int from) {
    Buffer bytes = Buffer.buffer(FULL_BYTES + 1024);
    int[] starts = new int[completions.size() - from];
    int count = 0;
    while (from + count < completions.size() && bytes.length() < FULL_BYTES) {
      Completion completion = completions.get(from + count);
      starts[count++] = bytes.length();
      Sse.appendItem(bytes, completion);
    }
    return new EncodedEvents(completions.get(from).n(), Arrays.copyOf(starts, count), bytes);
  }

  int count() {
    return starts.length;
  }

  int bytes() {
    return bytes.length();
  }

  long last() {
    return first + starts.length - 1;
  }

  boolean holds(long n) {
    return n >= first && n <= last();
  }

  /** The events from that number on, which must be held; shares the bytes. */
  Buffer from(long n) {
    return n == first ? bytes : bytes.slice(starts[(int) (n - first)], bytes.length());
  }
}
