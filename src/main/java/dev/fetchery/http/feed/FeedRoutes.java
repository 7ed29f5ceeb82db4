package dev.fetchery.http.feed;

import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The feed of one job, and the feed of all. */
public final class FeedRoutes implements RouteTable.Routes {
  private final FeedHub hub;

  public FeedRoutes(FeedHub hub) {
    this.hub = hub;
  }

  @Override
  public void addTo(RouteTable table) {
    table
        .on(HttpMethod.GET, "/api/v1/jobs/:id/events", this::job)
        .on(HttpMethod.GET, "/api/v1/events", this::all);
  }

  private Future<Void> all(RoutingContext context) {
    Params.only(context, Set.of());
    return hub.watchAll(context);
  }

  private Future<Void> job(RoutingContext context) {
    Params.only(context, Set.of("after", "items"));
    boolean items = Params.flag(context, "items", true);
    return hub.watch(context, context.pathParam("id"), after(context), items);
  }

  /** Number of the last completion the caller has, or null if it names none. */
  private static @Nullable Long after(RoutingContext context) {
    String header = context.request().getHeader("Last-Event-ID");
    String query = Params.one(context, "after");
    String given = header != null && !header.isEmpty() ? header : query;
    if (given == null) {
      return null;
    }
    long after = Params.number(given);
    if (after < 0) {
      throw Problem.badRequest("Last-Event-ID, or after, must be a whole number from 0");
    }
    return after;
  }
}
