package dev.fetchery.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.RunningService;
import dev.fetchery.demo.DemoJob;
import dev.fetchery.demo.DemoJobs;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A browser before the real service, whose presets lead to the demo's origin. */
@Timeout(180)
@Tag("alone")
abstract class DashboardCase {
  protected static Chromium chromium;
  private static Vertx vertx;
  private static Map<String, String> presets;

  @TempDir protected Path directory;
  protected final OriginServer origin = OriginServer.start();
  protected RunningService service;
  protected Dashboard dashboard;

  @BeforeAll
  static void startOrigin() {
    chromium = Chromium.start();
    vertx = Vertx.vertx();
    DemoOrigin demo =
        DemoOrigin.start(vertx, DemoOriginOptions.defaults())
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    presets =
        DemoJobs.against(demo.baseUrl()).stream()
            .collect(Collectors.toMap(DemoJob::name, DemoJob::json));
  }

  @AfterAll
  static void stopOrigin() {
    if (chromium != null) {
      chromium.close();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @BeforeEach
  void start() {
    start(0, null);
    dashboard = new Dashboard(chromium.browser, service.address());
  }

  protected void start(int port, String token) {
    service = RunningService.start(directory, port, token, presets);
  }

  /** The service again, now with a token, and a tab that knows nothing yet. */
  protected void startAgainWithToken(String token) {
    dashboard.close();
    service.close();
    start(0, token);
    dashboard = new Dashboard(chromium.browser, service.address());
  }

  /** The service again, its files below another directory, and a tab that knows nothing yet. */
  protected void startAgainBelow(Path other) {
    dashboard.close();
    service.close();
    directory = other;
    start(0, null);
    dashboard = new Dashboard(chromium.browser, service.address());
  }

  @AfterEach
  void stop() {
    dashboard.close();
    service.close();
    origin.close();
    assertThat(dashboard.accidents).isEmpty();
  }

  /** A job of so many small pictures from the origin. */
  protected JsonObject pictures(int count) {
    origin.otherwise(
        request -> Reply.ok(new byte[] {1, 2, 3, 4}).with("Content-Type", "image/png"));
    JsonArray urls = new JsonArray();
    IntStream.range(0, count).forEach(i -> urls.add(origin.url("/" + i + ".png")));
    return new JsonObject()
        .put("name", "pictures")
        .put("source", new JsonObject().put("type", "urls").put("urls", urls));
  }

  protected static JsonObject slowly(JsonObject job, int perSecond) {
    return job.put("limits", new JsonObject().put("requestsPerSecond", perSecond));
  }
}
