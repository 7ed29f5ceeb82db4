package dev.fetchery.http.feed;

import dev.fetchery.job.Completion;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Stored completions for watchers that are behind, in pages of fixed bounds: whoever is anywhere
 * inside a page shares its reading and its encoding. A few pages are kept, and a few are read at
 * once, however many watchers there are. Belongs to one event loop.
 */
public final class FeedPages {
  /** Completions in a page; page {@code k} begins with number {@code k * ROWS + 1}. */
  static final int ROWS = 250;

  private static final int KEPT = 64;
  private static final int READS_AT_ONCE = 4;

  private record Key(String job, long page) {}

  private record Read(Key key, Promise<List<EncodedEvents>> frames) {}

  private final JobStore store;
  private final Context context;
  private final Map<Key, Future<List<EncodedEvents>>> underWay = new HashMap<>();
  private final Deque<Read> queue = new ArrayDeque<>();
  private final Map<Key, List<EncodedEvents>> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, List<EncodedEvents>> eldest) {
          return size() > KEPT;
        }
      };
  private int reading;
  private long rowsEncoded;

  FeedPages(JobStore store, Context context) {
    this.store = store;
    this.context = context;
  }

  /** How many completions were encoded so far. */
  public long rowsEncoded() {
    return rowsEncoded;
  }

  /** Counts what was encoded elsewhere. */
  List<EncodedEvents> encode(List<Completion> completions) {
    rowsEncoded += completions.size();
    return EncodedEvents.of(completions);
  }

  /** The kept frame that holds completion {@code n}, or null. */
  EncodedEvents kept(String job, long n) {
    return holding(kept.get(key(job, n)), n);
  }

  /** The frames of the page with completion {@code n} in it, as far as they are stored. */
  Future<List<EncodedEvents>> read(String job, long n) {
    Key key = key(job, n);
    List<EncodedEvents> known = kept.get(key);
    if (holding(known, n) != null) {
      return Future.succeededFuture(known);
    }
    Future<List<EncodedEvents>> shared = underWay.get(key);
    if (shared != null) {
      return shared;
    }
    Promise<List<EncodedEvents>> frames = Promise.promise();
    underWay.put(key, frames.future());
    queue.add(new Read(key, frames));
    readMore();
    return frames.future();
  }

  void forget(String job) {
    kept.keySet().removeIf(key -> key.job().equals(job));
  }

  static EncodedEvents holding(List<EncodedEvents> frames, long n) {
    if (frames != null) {
      for (EncodedEvents frame : frames) {
        if (frame.holds(n)) {
          return frame;
        }
      }
    }
    return null;
  }

  private static Key key(String job, long n) {
    return new Key(job, (n - 1) / ROWS);
  }

  private void readMore() {
    while (reading < READS_AT_ONCE && !queue.isEmpty()) {
      Read read = queue.poll();
      reading++;
      Key key = read.key();
      CompletionStage<List<Completion>> rows =
          store.completions(key.job(), key.page() * ROWS, ROWS);
      Future.fromCompletionStage(rows, context)
          .map(this::encode)
          .onComplete(
              frames -> {
                reading--;
                underWay.remove(key);
                // The newest page is still growing: it is not worth keeping.
                if (frames.succeeded() && rows(frames.result()) == ROWS) {
                  kept.put(key, frames.result());
                }
                read.frames().handle(frames);
                readMore();
              });
    }
  }

  private static int rows(List<EncodedEvents> frames) {
    return frames.stream().mapToInt(EncodedEvents::count).sum();
  }
}
