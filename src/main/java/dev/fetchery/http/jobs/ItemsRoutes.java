package dev.fetchery.http.jobs;

import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.context.Clock;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.ItemOrder;
import dev.fetchery.store.ItemQuery;
import dev.fetchery.store.ItemSlice.Place;
import dev.fetchery.store.JobReads;
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
  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final Clock clock;

  public ItemsRoutes(Vertx vertx, JobReads store, Clock clock) {
    this.clock = clock;
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.GET, "/api/v1/jobs/:id/items", this::items);
  }

  private Future<Void> items(RoutingContext context) {
    Params.only(context, Set.of("state", "code", "host", "q", "sort", "limit", "after"));
    String job = context.pathParam("id");
    ItemOrder order = Params.choice(context, "sort", ItemOrder.values(), ItemOrder::wire);
    int limit = Params.limit(context);
    Place after = Cursors.item(order, Params.one(context, "after"));
    ItemExport.@Nullable Format format = format(context);
    Context loop = vertx.getOrCreateContext();
    ItemFinder finder = new ItemFinder(store, coordinator, loop, clock, job, query(context), order);
    return Future.fromCompletionStage(store.job(job), loop)
        .compose(
            row -> {
              if (row == null) {
                throw Problem.noSuchJob();
              }
              return format == null
                  ? page(context, finder, after, limit)
                  : new ItemExport(context, finder, format).run(after);
            });
  }

  private static ItemQuery query(RoutingContext context) {
    String host = Params.text(context, "host");
    return new ItemQuery(
        Params.wires(context, "state", ItemState.values()),
        Params.wires(context, "code", ErrorCode.values()),
        host == null ? null : host.toLowerCase(Locale.ROOT),
        Params.text(context, "q"));
  }

  /**
   * @param next where the next page begins, or null on the last
   */
  private record ItemPage(List<Item> items, @Nullable String next) {}

  private static Future<Void> page(
      RoutingContext context, ItemFinder finder, Place after, int limit) {
    return finder
        .page(after, limit)
        .compose(
            page -> {
              Place next = page.next();
              String cursor = next == null ? null : Cursors.text(finder.order(), next);
              return Responses.json(context, 200, new ItemPage(page.items(), cursor));
            });
  }

  /** The stream asked for before any JSON in {@code Accept}, or null for a page. */
  private static ItemExport.@Nullable Format format(RoutingContext context) {
    for (var accepted : context.parsedHeaders().accept()) {
      if (accepted.weight() == 0) {
        continue;
      }
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
