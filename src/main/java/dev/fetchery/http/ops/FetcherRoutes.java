package dev.fetchery.http.ops;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** The nodes that fetch: listed, and drained. */
public final class FetcherRoutes implements RouteTable.Routes {
  private final CoordinatorClient coordinator;

  public FetcherRoutes(Vertx vertx) {
    this.coordinator = new CoordinatorClient(vertx);
  }

  @Override
  public void addTo(RouteTable table) {
    table
        .on(HttpMethod.GET, "/api/v1/fetchers", this::list)
        .on(HttpMethod.POST, "/api/v1/fetchers/:node/drain", this::drain);
  }

  private record FetchersView(List<FetcherNode> fetchers) {}

  private Future<Void> list(RoutingContext context) {
    Params.only(context, Set.of());
    return coordinator
        .ask(new Command.ShowFetchers(), Answer.FetcherNodes.class)
        .compose(answer -> Responses.json(context, 200, new FetchersView(answer.nodes())));
  }

  private Future<Void> drain(RoutingContext context) {
    Params.only(context, Set.of());
    return coordinator
        .ask(new Command.DrainFetchers(context.pathParam("node")), Answer.FetcherNodes.class)
        .compose(answer -> Responses.json(context, 200, answer.nodes().get(0)));
  }
}
