package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.CoordinatorEvent.ProgressChanged;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.context.Clock;
import dev.fetchery.job.Progress;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MetricsRoutesTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  @TempDir private Path directory;
  private SqliteJobStore store;

  @BeforeEach
  void open() {
    FetcheryCodec.register(vertx.eventBus());
    store = SqliteJobStore.open(directory.resolve("data"), false, Clock.system());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
    store.close();
  }

  private <T> T on(Supplier<Future<T>> work) throws Exception {
    Promise<T> done = Promise.promise();
    loop.runOnContext(now -> work.get().onComplete(done));
    return done.future().await(60, TimeUnit.SECONDS);
  }

  private MetricsRoutes listening(Callable<Metrics> maker) throws Exception {
    MetricsRoutes routes = new MetricsRoutes(vertx, store, maker, () -> 0);
    on(routes::start);
    return routes;
  }

  private Metrics metrics() {
    return new Metrics(Clock.system(), store, () -> 0);
  }

  /** Completes when those who listened before have all of it. */
  private Future<Void> tell(CoordinatorEvent... news) {
    CountDownLatch left = new CountDownLatch(news.length);
    Promise<Void> heard = Promise.promise();
    return vertx
        .eventBus()
        .<CoordinatorEvent>consumer(
            Addresses.NEWS,
            message -> {
              left.countDown();
              if (left.getCount() == 0) {
                heard.tryComplete();
              }
            })
        .completion()
        .compose(
            ready -> {
              for (CoordinatorEvent one : news) {
                vertx.eventBus().publish(Addresses.NEWS, one);
              }
              return heard.future();
            });
  }

  private static CoordinatorEvent received(long bytes) {
    Progress.Items items = new Progress.Items(1, true, null, 0, 1, 0, 0, 0, 0, 0);
    Progress.Speed speed = new Progress.Speed(1, 0, 0, null);
    return new ProgressChanged("a", new Progress(items, bytes, null, speed, 0, List.of()));
  }

  private static void hasReceived(Metrics metrics, int bytes) {
    assertThat(metrics.scrape()).contains("fetchery_received_bytes_total " + bytes + ".0");
  }

  @Test
  void whatIsToldBeforeThereAreMetersIsCountedInItsOrder() throws Exception {
    MetricsRoutes routes = listening(this::metrics);
    on(() -> tell(received(100), received(400), received(450)));

    hasReceived(on(routes::meters), 350);
  }

  @Test
  void whatIsToldWhileMetersAreMadeIsCountedToo() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    MetricsRoutes routes =
        listening(
            () -> {
              told.await();
              return metrics();
            });
    Promise<Metrics> made = Promise.promise();
    loop.runOnContext(now -> routes.meters().onComplete(made));
    on(() -> tell(received(100), received(400)));
    told.countDown();
    Metrics metrics = made.future().await(60, TimeUnit.SECONDS);
    on(() -> tell(received(450)));

    hasReceived(metrics, 350);
    assertThat(on(routes::meters)).isSameAs(metrics);
  }

  @Test
  void metersThatCannotBeMadeFailReadingsAlone() throws Exception {
    MetricsRoutes routes =
        listening(
            () -> {
              throw new IllegalStateException("no meters");
            });

    assertThat(on(() -> routes.meters().map(false).otherwise(true))).isTrue();
    on(() -> tell(received(100)));
    on(routes::close);
  }
}
