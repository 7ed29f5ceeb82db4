package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.route.ConnectionLimit;
import dev.fetchery.http.route.IdleGuard;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthRoutesTest {
  private static final IdleGuard.Limits LIMITS =
      new IdleGuard.Limits(60_000, 30_000, new ConnectionLimit(100, 100));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private HttpResponse<String> ready(HealthCheck... checks) throws Exception {
    RouteTable table = new RouteTable();
    new HealthRoutes(vertx, List.of(), List.of(checks)).addTo(table);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                table.router(
                    vertx,
                    new IdleGuard(vertx, Clock.system(), LIMITS),
                    MemoryBudget.ofHeap(4L * (1 << 20))))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/health/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everyCheckThatFailsIsNamedWithoutItsCause() throws Exception {
    HttpResponse<String> answer =
        ready(
            new HealthCheck("store", () -> Future.succeededFuture(null)),
            new HealthCheck("moon", () -> Future.succeededFuture("is not full")),
            new HealthCheck("sun", () -> Future.failedFuture("boom")));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"store\",\"status\":\"UP\"},"
                + "{\"name\":\"moon\",\"status\":\"DOWN\",\"detail\":\"is not full\"},"
                + "{\"name\":\"sun\",\"status\":\"DOWN\",\"detail\":\"cannot be checked\"}]}");
  }

  @Test
  void serviceWhoseChecksPassIsUp() throws Exception {
    HttpResponse<String> answer =
        ready(new HealthCheck("store", () -> Future.succeededFuture(null)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("{\"status\":\"UP\"");
  }
}
