package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.Access;
import dev.fetchery.http.Http;
import dev.fetchery.http.Service;
import dev.fetchery.http.route.ConnectionLimit;
import dev.fetchery.http.route.IdleGuard;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebRoutesTest {
  private static final IdleGuard.Limits LIMITS =
      new IdleGuard.Limits(60_000, 30_000, new ConnectionLimit(100, 100));

  private final Vertx vertx = Vertx.vertx();
  private final RouteTable table = new RouteTable();
  private Http http;

  @BeforeEach
  void start() {
    new WebRoutes(Map.of("cats", "{\"name\": \"other cats\"}")).addTo(table);
    Access access = new Access(vertx, Clock.system(), List.of(), "token");
    Router router =
        table.router(
            vertx,
            new IdleGuard(vertx, Clock.system(), LIMITS),
            MemoryBudget.ofHeap(4L * (1 << 20)));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (access.admits(request)) {
                    router.handle(request);
                  }
                });
    Service.get(server.listen(0, "127.0.0.1"));
    http = new Http(server.actualPort(), null);
  }

  @AfterEach
  void stop() {
    Service.get(vertx.close());
  }

  @Test
  void everyFileOfTheDashboardIsServed() throws IOException {
    Path web = Path.of("src/main/resources/web");
    List<String> served = table.endpoints().stream().map(RouteTable.Endpoint::path).toList();
    try (Stream<Path> files = Files.walk(web).filter(Files::isRegularFile)) {
      assertThat(files.map(web::relativize).filter(file -> !file.endsWith("index.html")))
          .allSatisfy(file -> assertThat(served).contains("/assets/" + file));
    }
  }

  @Test
  void everyAddressAnswersWithoutATokenAndWithItsPolicy() {
    for (RouteTable.Endpoint call : table.endpoints()) {
      HttpResponse<String> answer = http.send(call.method().name(), call.path(), null);
      assertThat(answer.statusCode()).as(call.path()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("script-src 'self';")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void whatABrowserHasIsNotSentAgain() {
    HttpResponse<String> first = http.get("/assets/js/app.js");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(first.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(http.get("/assets/js/app.js", "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(http.get("/assets/js/app.js", "If-None-Match", "\"x\"").body()).isNotEmpty();
  }

  @Test
  void nothingElseOfTheClassPathIsServed() {
    for (String path :
        List.of(
            "/assets/",
            "/assets/js/",
            "/assets/js/none.js",
            "/assets/../db/1.sql",
            "/assets/%2e%2e/db/1.sql",
            "/assets/js/..%2f..%2f..%2fdb/1.sql",
            "/assets//db/1.sql",
            "/web/index.html")) {
      assertThat(http.get(path).statusCode()).as(path).isIn(401, 404);
    }
  }

  @Test
  void presetsMayBeReplaced() {
    assertThat(http.get("/assets/jobs/cats.json").body()).contains("other cats");
    assertThat(http.get("/assets/jobs/emojis.json").body()).contains("api.github.com");
  }

  @Test
  void thePageNamesOnlyFilesThatAreServed() {
    new DocsRoutes(vertx, () -> "{}").addTo(table);
    List<String> served = table.endpoints().stream().map(RouteTable.Endpoint::path).toList();
    Stream<String> named =
        Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"")
            .matcher(http.get("/").body())
            .results()
            .map(match -> match.group(1));
    assertThat(named).isNotEmpty().allSatisfy(path -> assertThat(served).contains(path));
  }
}
