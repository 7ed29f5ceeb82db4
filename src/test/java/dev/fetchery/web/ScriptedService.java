package dev.fetchery.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What looks like the service to the dashboard: its own files, and one job whose items end at a
 * rate that no machine has to really reach.
 */
final class ScriptedService implements AutoCloseable {
  static final String JOB = "01TEST";
  private static final int TICK_MS = 20;
  private static final long PROGRESS_EVERY_TICKS = 250 / TICK_MS;
  private static final int DISCOVERED = 1_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Properties assets = new Properties();
  private final Buffer picture;
  private final int perSecond;
  private final AtomicLong sent = new AtomicLong();
  private final long startedMs = System.currentTimeMillis();

  /**
   * @param perSecond items that end in a second
   */
  ScriptedService(int perSecond) {
    this.perSecond = perSecond;
    try {
      assets.load(resource("/dev/fetchery/http/web.properties"));
      picture = Buffer.buffer(Pictures.png(64, 7));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  String address() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** How many items have ended. */
  long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    HttpServerResponse response = request.response();
    if (path.equals("/api/v1/jobs/" + JOB + "/events")) {
      feed(response);
    } else if (path.equals("/api/v1/jobs/" + JOB)) {
      response.putHeader("Content-Type", "application/json").end(view().encode());
    } else if (path.endsWith("/items")) {
      response.putHeader("Content-Type", "application/json").end("{\"items\": [], \"next\": null}");
    } else if (path.contains("/files/")) {
      response.putHeader("Content-Type", "image/png").end(picture);
    } else {
      file(path, response);
    }
  }

  private void file(String path, HttpServerResponse response) {
    String resource = assets.getProperty(path);
    if (resource == null) {
      response.setStatusCode(404).end();
      return;
    }
    try (InputStream in = resource("/" + resource)) {
      String type =
          resource.endsWith(".js")
              ? "text/javascript"
              : resource.endsWith(".css")
                  ? "text/css"
                  : resource.endsWith(".svg") ? "image/svg+xml" : "text/html";
      response.putHeader("Content-Type", type).end(Buffer.buffer(in.readAllBytes()));
    } catch (IOException e) {
      response.setStatusCode(500).end();
    }
  }

  private void feed(HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.write("retry: 1000\n\nevent: state\ndata: " + view().encode() + "\n\n");
    AtomicLong ticks = new AtomicLong();
    long timer =
        vertx.setPeriodic(
            TICK_MS,
            id -> {
              if (response.closed()) {
                vertx.cancelTimer(id);
                return;
              }
              long tick = ticks.incrementAndGet();
              StringBuilder events = new StringBuilder();
              for (long due = tick * perSecond * TICK_MS / 1000; sent.get() < due; ) {
                events.append(item(sent.incrementAndGet()));
              }
              if (tick % PROGRESS_EVERY_TICKS == 0) {
                events.append("event: progress\ndata: ").append(progress().encode()).append("\n\n");
              }
              response.write(events.toString());
            });
    response.closeHandler(closed -> vertx.cancelTimer(timer));
  }

  /** Nine of ten are pictures, one of fifty is missing. */
  private static String item(long n) {
    boolean missing = n % 50 == 0;
    JsonObject item =
        new JsonObject()
            .put("seq", n - 1)
            .put("key", "name-" + n)
            .put("url", "https://images.example/some/longer/path/name-" + n + ".png?v8")
            .put("file", missing ? null : "emojis/name-" + n + ".png")
            .put("state", missing ? "not_found" : "done")
            .put("attempts", 1)
            .put("status", missing ? 404 : 200)
            .put("bytes", 5123)
            .put("size", missing ? null : 5123)
            .put("sha256", missing ? null : "00ff".repeat(16))
            .put("integrity", missing ? null : "length")
            .put("contentType", n % 10 == 0 ? "text/plain" : "image/png")
            .put("durationMs", n % 300)
            .put("finishedAt", Instant.now().toString())
            .put(
                "error",
                missing
                    ? new JsonObject().put("code", "http_status").put("detail", "404 Not Found")
                    : null)
            .put("n", n);
    return "event: item\nid: " + n + "\ndata: " + item.encode() + "\n\n";
  }

  private JsonObject view() {
    return new JsonObject()
        .put("id", JOB)
        .put("name", "five thousand a second")
        .put("state", "running")
        .put("createdAt", Instant.ofEpochMilli(startedMs).toString())
        .put("startedAt", Instant.ofEpochMilli(startedMs).toString())
        .put("finishedAt", null)
        .put("error", null)
        .put("progress", progress())
        .put("spec", new JsonObject().put("mode", "save").put("limits", new JsonObject()));
  }

  private JsonObject progress() {
    long done = sent.get() - sent.get() / 50;
    return new JsonObject()
        .put("discovered", DISCOVERED)
        .put("discoveryDone", true)
        .put("waiting", DISCOVERED - sent.get() - 64)
        .put("active", 64)
        .put("done", done)
        .put("skipped", 0)
        .put("notFound", sent.get() / 50)
        .put("failed", 0)
        .put("cancelled", 0)
        .put("bytes", sent.get() * 5123)
        .put("elapsedMs", System.currentTimeMillis() - startedMs)
        .put("itemsPerSecond", perSecond)
        .put("bytesPerSecond", perSecond * 5123L)
        .put("etaMs", (DISCOVERED - sent.get()) * 1000 / perSecond)
        .put("retries", 0)
        .put("hosts", new JsonArray());
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ScriptedService.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("there is no resource " + name);
    }
    return in;
  }
}
