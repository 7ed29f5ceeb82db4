package dev.fetchery.http.jobs;

import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of a job: page by page, or the whole list as a stream. */
public final class ItemsRoutes implements RouteTable.Routes {
  private static final Set<String> PAGED = Set.of("application/json", "application/*", "*/*");

  private final Vertx vertx;
  private final JobStore store;
  private final CoordinatorClient coordinator;

  public ItemsRoutes(Vertx vertx, JobStore store) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/api/v1/jobs/:id/items", this::items);
  }

  private Future<Void> items(RoutingContext context) {
    String job = context.pathParam("id");
    String wanted = Params.one(context, "state");
    ItemState state = wanted == null ? null : Params.wire(ItemState.values(), wanted);
    int limit = Params.limit(context);
    long after = Params.after(context, -1);
    ItemExport.@Nullable Format format = format(context);
    Context loop = vertx.getOrCreateContext();
    ItemCursor cursor = new ItemCursor(store, coordinator, loop, job, state);
    return Future.fromCompletionStage(store.job(job), loop)
        .compose(
            row -> {
              if (row == null) {
                throw Problem.noSuchJob();
              }
              return format == null
                  ? page(context, cursor, after, limit)
                  : new ItemExport(context, cursor, format).run(after);
            });
  }

  /**
   * @param next where the next page begins, or null on the last
   */
  private record ItemPage(List<Item> items, @Nullable String next) {}

  private static Future<Void> page(
      RoutingContext context, ItemCursor cursor, long after, int limit) {
    return cursor
        .page(after, limit)
        .compose(
            page ->
                Responses.json(
                    context,
                    200,
                    new ItemPage(
                        page.items(), page.next() == null ? null : page.next().toString())));
  }

  /** The stream asked for before any JSON in {@code Accept}, or null for a page. */
  private static ItemExport.@Nullable Format format(RoutingContext context) {
    for (var accepted : context.parsedHeaders().accept()) {
      String type = (accepted.component() + "/" + accepted.subComponent()).toLowerCase(Locale.ROOT);
      if (type.equals("application/x-ndjson")) {
        return ItemExport.Format.NDJSON;
      }
      if (type.equals("text/csv")) {
        return ItemExport.Format.CSV;
      }
      if (PAGED.contains(type)) {
        return null;
      }
    }
    return null;
  }
}
