package dev.fetchery.http.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Progress;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFeedTest {
  private static final long PROGRESS_MS = 60_000;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final MemoryBudget budget = MemoryBudget.ofHeap(1 << 20);
  private SqliteJobStore store;
  private JobFeed feed;

  @BeforeEach
  void open() {
    store = SqliteJobStore.open(directory, false, Clock.system());
    FeedMemory memory = new FeedMemory(budget);
    FeedPages pages = new FeedPages(store, memory, vertx.getOrCreateContext());
    feed = new JobFeed("job", vertx, clock, pages, memory, PROGRESS_MS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    store.close();
  }

  private static Progress progress(long discovered) {
    return new Progress(
        new Progress.Items(discovered, false, null, discovered, 0, 0, 0, 0, 0, 0),
        0,
        null,
        new Progress.Speed(0, 0, 0, null),
        0,
        List.of());
  }

  private static List<Completion> completions(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(
            n ->
                new Completion(
                    n,
                    new Item(
                        n,
                        null,
                        "http://a.test/" + n,
                        null,
                        ItemState.DONE,
                        1,
                        1,
                        new Item.Head(200, null, null, null),
                        new Item.Content(1L, null, null),
                        new Item.End(1L, Instant.EPOCH, null),
                        null)))
        .toList();
  }

  /** The newest are kept, as many as there is memory for, and none where others have it all. */
  @Test
  void eventsAreKeptWithinTheBudgetAndGivenBack() {
    feed.completed(completions(1, 2000));
    long kept = budget.used(Use.FEED_CACHE);
    assertThat(kept).isBetween(1L, budget.limit(Use.FEED_CACHE));
    assertThat(feed.holding(2000)).isNotNull();
    assertThat(feed.holding(1)).isNull();
    feed.forget();
    assertThat(budget.used(Use.FEED_CACHE)).isZero();
    budget.take(Use.FEED_CACHE, budget.limit(Use.FEED_CACHE));
    feed.completed(completions(2001, 2100));
    assertThat(feed.holding(2100)).isNull();
    assertThat(feed.lastN()).isEqualTo(2100);
  }

  private String sent() {
    return String.valueOf(feed.progressEvent());
  }

  @Test
  void progressIsHeldBackUntilTheLastEventIsOldEnough() {
    feed.progressChanged(progress(1));
    clock.advance(Duration.ofMillis(PROGRESS_MS / 2));
    feed.progressChanged(progress(2));
    assertThat(sent()).contains("\"discovered\":1,");
  }

  @Test
  void progressIsSentAtOnceWhenTheLastEventIsOldEnough() {
    feed.progressChanged(progress(1));
    clock.advance(Duration.ofMillis(PROGRESS_MS));
    feed.progressChanged(progress(2));
    assertThat(sent()).contains("\"discovered\":2,");
  }
}
