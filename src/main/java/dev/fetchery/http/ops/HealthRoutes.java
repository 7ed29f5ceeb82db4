package dev.fetchery.http.ops;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether the service lives, and whether it can work. Anyone may ask, so answers are reused. */
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

  private record Result(String name, String fault) {}

  private final class Group {
    private final List<HealthCheck> checks;
    private Future<List<Result>> newest;

    Group(List<HealthCheck> checks) {
      this.checks = checks;
    }

    Future<List<Result>> results() {
      if (newest == null) {
        newest = run();
        vertx.setTimer(REUSED_MS, timer -> newest = null);
      }
      return newest;
    }

    private Future<List<Result>> run() {
      List<Future<Result>> results = new ArrayList<>();
      for (HealthCheck check : checks) {
        results.add(
            check
                .fault()
                .get()
                .otherwise("cannot be checked")
                .map(fault -> new Result(check.name(), fault)));
      }
      return Future.all(results).map(all -> all.<Result>list());
    }
  }

  private static Future<Void> answer(RoutingContext context, Group group) {
    return group
        .results()
        .compose(
            results -> {
              boolean up = results.stream().allMatch(result -> result.fault() == null);
              return Responses.json(context, up ? 200 : 503, json -> write(json, up, results));
            });
  }

  private static void write(JsonGenerator json, boolean up, List<Result> results)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", status(up));
    json.writeArrayFieldStart("checks");
    for (Result result : results) {
      json.writeStartObject();
      json.writeStringField("name", result.name());
      json.writeStringField("status", status(result.fault() == null));
      if (result.fault() != null) {
        json.writeStringField("detail", result.fault());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String status(boolean up) {
    return up ? "UP" : "DOWN";
  }
}
