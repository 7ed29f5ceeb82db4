package dev.fetchery.http.ops;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.CoordinatorEvent;
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
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the coordinator's events; readings are taken when they are asked for. */
public final class MetricsRoutes implements RouteTable.Routes {
  private final Vertx vertx;
  private final JobReads store;
  private final Metrics metrics;
  private final IntSupplier watchers;
  private @Nullable MessageConsumer<CoordinatorEvent> consumer;

  /**
   * @param watchers of feeds; asked on the event loop
   */
  public MetricsRoutes(Vertx vertx, JobReads store, Metrics metrics, IntSupplier watchers) {
    this.vertx = vertx;
    this.store = store;
    this.metrics = metrics;
    this.watchers = watchers;
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/metrics", this::scrape);
  }

  /** Listens from now on, and reads the jobs that are open already. */
  public Future<Void> start() {
    MessageConsumer<CoordinatorEvent> events =
        vertx.eventBus().consumer(Addresses.NEWS, message -> metrics.received(message.body()));
    consumer = events;
    return events
        .completion()
        .compose(
            listening -> Future.fromCompletionStage(store.openJobs(), vertx.getOrCreateContext()))
        .onSuccess(this::found)
        .mapEmpty();
  }

  private void found(List<JobRow> rows) {
    for (JobRow row : rows) {
      if (!row.hidden()) {
        metrics.found(row.view(""));
      }
    }
  }

  public Future<Void> close() {
    return (consumer == null ? Future.<Void>succeededFuture() : consumer.unregister())
        .onComplete(gone -> metrics.close());
  }

  private Future<Void> scrape(RoutingContext context) {
    metrics.watchers(watchers.getAsInt());
    return vertx
        .executeBlocking(metrics::scrape, false)
        .compose(
            text -> {
              context
                  .response()
                  .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
              return Responses.end(context.request(), Buffer.buffer(text));
            });
  }
}
