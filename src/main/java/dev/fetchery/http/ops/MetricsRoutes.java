package dev.fetchery.http.ops;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.context.Confined;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the coordinator's events; readings are taken when they are asked for. The meters are made
 * beside the first requests, since no start needs them: what is counted before is kept for them.
 * Confined to the HTTP event loop.
 */
public final class MetricsRoutes implements RouteTable.Routes {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsRoutes.class);

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final JobReads store;
  private final Callable<Metrics> maker;
  private final IntSupplier watchers;

  /** What is to be counted as soon as there are meters. */
  private final Queue<Consumer<Metrics>> early = new ArrayDeque<>();

  /** Takes what is to be counted. */
  private Consumer<Consumer<Metrics>> counter = early::add;

  private @Nullable Future<Metrics> made;
  private @Nullable MessageConsumer<CoordinatorEvent> consumer;

  /**
   * @param maker makes the meters; may block
   * @param watchers of feeds; asked on the event loop
   */
  public MetricsRoutes(Vertx vertx, JobReads store, Callable<Metrics> maker, IntSupplier watchers) {
    this.vertx = vertx;
    this.store = store;
    this.maker = maker;
    this.watchers = watchers;
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/metrics", this::scrape);
  }

  /** Listens from now on, and reads the jobs that are open already. */
  public Future<Void> start() {
    assert confined.here();
    MessageConsumer<CoordinatorEvent> events =
        vertx
            .eventBus()
            .consumer(
                Addresses.NEWS,
                message -> {
                  CoordinatorEvent event = message.body();
                  counter.accept(metrics -> metrics.received(event));
                });
    consumer = events;
    return events
        .completion()
        .compose(
            listening -> Future.fromCompletionStage(store.openJobs(), vertx.getOrCreateContext()))
        .onSuccess(rows -> counter.accept(metrics -> found(metrics, rows)))
        .mapEmpty();
  }

  /** Makes the meters, unless that has begun. To be called once the service listens. */
  public Future<Metrics> meters() {
    assert confined.here();
    Future<Metrics> making = made;
    if (making == null) {
      making = vertx.executeBlocking(maker, false).onSuccess(this::begin).onFailure(this::giveUp);
      made = making;
    }
    return making;
  }

  private void begin(Metrics metrics) {
    counter = counting -> counting.accept(metrics);
    early.forEach(counter);
    early.clear();
  }

  private void giveUp(Throwable e) {
    LOG.error("nothing is measured", e);
    counter = counting -> {};
    early.clear();
  }

  private static void found(Metrics metrics, List<JobRow> rows) {
    for (JobRow row : rows) {
      if (!row.hidden()) {
        metrics.found(row.view(""));
      }
    }
  }

  public Future<Void> close() {
    return (consumer == null ? Future.<Void>succeededFuture() : consumer.unregister())
        .onComplete(
            gone -> {
              if (made != null) {
                made.onSuccess(Metrics::close);
              }
            });
  }

  private Future<Void> scrape(RoutingContext context) {
    return meters()
        .compose(
            metrics -> {
              metrics.watchers(watchers.getAsInt());
              return vertx.executeBlocking(metrics::scrape, false);
            })
        .compose(
            text -> {
              context
                  .response()
                  .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
              return Responses.end(context.request(), Buffer.buffer(text));
            });
  }
}
