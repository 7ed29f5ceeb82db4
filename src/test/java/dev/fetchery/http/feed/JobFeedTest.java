package dev.fetchery.http.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.ManualClock;
import dev.fetchery.job.Progress;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFeedTest {
  private static final long PROGRESS_MS = 60_000;

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private SqliteJobStore store;
  private JobFeed feed;

  @BeforeEach
  void open() {
    store = SqliteJobStore.open(directory, false, Clock.system());
    FeedPages pages = new FeedPages(store, vertx.getOrCreateContext());
    feed = new JobFeed("job", vertx, clock, pages, PROGRESS_MS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    store.close();
  }

  private static Progress progress(long discovered) {
    return new Progress(
        discovered,
        false,
        null,
        discovered,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        0,
        0,
        0,
        null,
        0,
        List.of());
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
