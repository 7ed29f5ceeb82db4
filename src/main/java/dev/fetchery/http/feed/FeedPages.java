package dev.fetchery.http.feed;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Completion;
import dev.fetchery.store.JobReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stored completions for watchers that are behind, in pages of fixed bounds: all watchers inside a
 * page share its reading and its encoding. A few pages are kept, and a few are read at once,
 * however many watchers there are. Confined to the HTTP event loop.
 */
public final class FeedPages {
  /** Completions in a page; page {@code k} begins with number {@code k * ROWS + 1}. */
  static final int ROWS = 250;

  private static final int KEPT = 64;

  /** Pages with more than so many bytes, which hold very long URLs, are not kept. */
  private static final int KEPT_PAGE_BYTES = 256 << 10;

  private static final int READS_AT_ONCE = 4;

  /** Completions of a job after a number, up to the end of their page. */
  private record Key(String job, long afterN) {
    int rows() {
      return ROWS - (int) (afterN % ROWS);
    }
  }

  private record Read(Key key, Promise<List<EncodedEvents>> events) {}

  private final Confined confined = new Confined();
  private final JobReads store;
  private final FeedMemory memory;
  private final Context context;
  private final Map<Key, Future<List<EncodedEvents>>> underWay = new HashMap<>();
  private final Deque<Read> queue = new ArrayDeque<>();

  /** In the order in which they were last used. */
  private final Map<Key, List<EncodedEvents>> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

  private int reading;
  private long rowsEncoded;

  FeedPages(JobReads store, FeedMemory memory, Context context) {
    this.store = store;
    this.memory = memory;
    this.context = context;
  }

  /** How many completions were encoded so far. */
  public long rowsEncoded() {
    return rowsEncoded;
  }

  /** Encodes completions that were announced, and counts them. */
  List<EncodedEvents> encode(List<Completion> completions) {
    rowsEncoded += completions.size();
    return EncodedEvents.of(completions);
  }

  /** The kept events with completion {@code n} among them, or null. */
  @Nullable EncodedEvents kept(String job, long n) {
    return holding(kept.get(key(job, n)), n);
  }

  /**
   * The events of the page with completion {@code n}, as far as they are stored; where large ones
   * end it sooner, those from {@code n} on.
   */
  Future<List<EncodedEvents>> read(String job, long n) {
    assert confined.here();
    return read(key(job, n), n)
        .compose(
            page ->
                page.isEmpty() || holding(page, n) != null
                    ? Future.succeededFuture(page)
                    : read(new Key(job, n - 1), n));
  }

  private Future<List<EncodedEvents>> read(Key key, long n) {
    List<EncodedEvents> known = kept.get(key);
    if (known != null && holding(known, n) != null) {
      return Future.succeededFuture(known);
    }
    Future<List<EncodedEvents>> shared = underWay.get(key);
    if (shared != null) {
      return shared;
    }
    Promise<List<EncodedEvents>> events = Promise.promise();
    underWay.put(key, events.future());
    queue.add(new Read(key, events));
    readMore();
    return events.future();
  }

  void forget(String job) {
    assert confined.here();
    kept.entrySet()
        .removeIf(
            page -> {
              boolean gone = page.getKey().job().equals(job);
              if (gone) {
                page.getValue().forEach(memory::drop);
              }
              return gone;
            });
  }

  /** Keeps a page in the place of those that were not used for longest. */
  private void keep(Key key, List<EncodedEvents> page) {
    List<EncodedEvents> before = kept.remove(key);
    if (before != null) {
      before.forEach(memory::drop);
    }
    while (kept.size() >= KEPT) {
      dropEldest();
    }
    int held = 0;
    while (held < page.size()) {
      if (memory.keep(page.get(held))) {
        held++;
      } else if (kept.isEmpty()) {
        page.subList(0, held).forEach(memory::drop);
        return;
      } else {
        dropEldest();
      }
    }
    kept.put(key, page);
  }

  private void dropEldest() {
    Iterator<List<EncodedEvents>> eldestFirst = kept.values().iterator();
    eldestFirst.next().forEach(memory::drop);
    eldestFirst.remove();
  }

  static @Nullable EncodedEvents holding(@Nullable List<EncodedEvents> events, long n) {
    if (events != null) {
      for (EncodedEvents one : events) {
        if (one.holds(n)) {
          return one;
        }
      }
    }
    return null;
  }

  private static Key key(String job, long n) {
    return new Key(job, (n - 1) / ROWS * ROWS);
  }

  private void readMore() {
    while (reading < READS_AT_ONCE && !queue.isEmpty()) {
      Read read = queue.poll();
      reading++;
      Key key = read.key();
      CompletionStage<List<Completion>> rows =
          store.completions(key.job(), key.afterN(), key.rows());
      Future.fromCompletionStage(rows, context)
          .map(this::encode)
          .onComplete(
              events -> {
                reading--;
                underWay.remove(key);
                // The newest page is still growing: it is not worth keeping.
                if (events.succeeded() && isWorthKeeping(events.result())) {
                  keep(key, events.result());
                }
                read.events().handle(events);
                readMore();
              });
    }
  }

  private static boolean isWorthKeeping(List<EncodedEvents> events) {
    return rows(events) == ROWS
        && events.stream().mapToLong(EncodedEvents::bytes).sum() <= KEPT_PAGE_BYTES;
  }

  private static int rows(List<EncodedEvents> events) {
    return events.stream().mapToInt(EncodedEvents::count).sum();
  }
}
