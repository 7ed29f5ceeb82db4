package dev.fetchery.http.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the service is alive, and whether it can work. Asked without a token, so results are
 * reused for a second.
 */
public final class HealthRoutes implements RouteTable.Routes {
  private static final long REUSED_MS = 1_000;

  private final Vertx vertx;
  private final List<HealthCheck> live;
  private final List<HealthCheck> ready;

  public HealthRoutes(Vertx vertx, List<HealthCheck> live, List<HealthCheck> ready) {
    this.vertx = vertx;
    this.live = List.copyOf(live);
    this.ready = List.copyOf(ready);
  }

  @Override
  public void addTo(RouteTable table) {
    Group living = new Group(live);
    Group working = new Group(ready);
    table
        .on(HttpMethod.GET, "/health/live", context -> answer(context, living))
        .on(HttpMethod.GET, "/health/ready", context -> answer(context, working));
  }

  /** What is sent. */
  private record Report(String status, List<Result> checks) {}

  private record Result(
      String name,
      String status,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String detail) {}

  private final class Group {
    private final List<HealthCheck> checks;
    private @Nullable Future<List<Result>> newest;

    Group(List<HealthCheck> checks) {
      this.checks = checks;
    }

    Future<List<Result>> results() {
      Future<List<Result>> results = newest;
      if (results == null) {
        results = run();
        newest = results;
        vertx.setTimer(REUSED_MS, timer -> newest = null);
      }
      return results;
    }

    private Future<List<Result>> run() {
      List<Future<Result>> results = new ArrayList<>();
      for (HealthCheck check : checks) {
        results.add(
            check
                .fault()
                .get()
                .otherwise("cannot be checked")
                .map(fault -> new Result(check.name(), status(fault == null), fault)));
      }
      return Future.all(results).map(all -> all.<Result>list());
    }
  }

  private static Future<Void> answer(RoutingContext context, Group group) {
    return group
        .results()
        .compose(
            results -> {
              boolean up = results.stream().allMatch(result -> result.detail() == null);
              return Responses.json(context, up ? 200 : 503, new Report(status(up), results));
            });
  }

  private static String status(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
