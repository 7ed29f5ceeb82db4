package dev.fetchery.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What looks like the service to the dashboard: its own files, one job whose items end at a rate
 * that no machine has to really reach, and jobs that are only told of.
 */
final class ScriptedService implements AutoCloseable {
  static final String JOB = "01TEST";
  private static final int TICK_MS = 20;
  private static final String API = "/api/v1/";
  private static final int DISCOVERED = 1_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Properties assets = new Properties();
  private final Buffer picture;

  /** Jobs that are only told of; the tests add to them before they open the page. */
  final ScriptedJobs jobs = new ScriptedJobs();

  /** By job: what {@code series} and {@code log} answer. */
  final Map<String, JsonObject> series = new ConcurrentHashMap<>();

  final Map<String, JsonObject> logs = new ConcurrentHashMap<>();

  /** By job: the items under way. */
  final Map<String, JsonArray> active = new ConcurrentHashMap<>();

  /** By job: how far its verification is, which does not end. */
  final Map<String, JsonObject> verifying = new ConcurrentHashMap<>();

  /** By name: the nodes that fetch. */
  final Map<String, JsonObject> nodes = new ConcurrentHashMap<>();

  /** Commands that came, such as {@code POST 01A/pause} or {@code POST 01A/retry?seq=7}. */
  final List<String> commands = new CopyOnWriteArrayList<>();

  private final Set<HttpServerResponse> listeners = ConcurrentHashMap.newKeySet();
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

  /** Tells all tabs that the job is now so. */
  void tell(JsonObject job) {
    String event = "event: state\ndata: " + job.encode() + "\n\n";
    listeners.forEach(listener -> listener.write(event));
  }

  private void answer(HttpServerRequest request) {
    String path = request.path();
    HttpServerResponse response = request.response();
    Query query = new Query(request.params());
    if (!path.startsWith(API)) {
      file(path, response);
      return;
    }
    String[] parts = path.substring(API.length()).split("/", -1);
    String id = parts.length > 1 ? parts[1] : "";
    String what = parts.length > 2 ? parts[2] : "";
    switch (parts[0]) {
      case "service" -> json(response, service());
      case "fetchers" -> fetchers(id, what, response);
      case "events" -> listen(response);
      case "jobs" -> {
        if (id.isEmpty()) {
          json(response, jobs.page(query));
        } else if (request.method().equals(HttpMethod.GET)) {
          read(id, what, parts, query, response);
        } else {
          String asked = request.query() == null ? "" : "?" + request.query();
          commands.add(request.method() + " " + id + (what.isEmpty() ? "" : "/" + what) + asked);
          command(id, what, response);
        }
      }
      default -> response.setStatusCode(404).end();
    }
  }

  private void fetchers(String name, String what, HttpServerResponse response) {
    if (!what.isEmpty()) {
      commands.add("POST " + name + "/" + what);
      nodes.computeIfPresent(name, (key, node) -> node.copy().put("state", "draining"));
      known(nodes.get(name), response);
      return;
    }
    JsonArray all = new JsonArray();
    new TreeMap<>(nodes).values().forEach(all::add);
    json(response, new JsonObject().put("fetchers", all));
  }

  private void read(
      String id, String what, String[] parts, Query query, HttpServerResponse response) {
    JsonObject job = id.equals(JOB) ? view() : jobs.get(id);
    if (job == null) {
      response.setStatusCode(404).end();
      return;
    }
    switch (what) {
      case "" -> json(response, job);
      case "events" -> {
        if (id.equals(JOB)) {
          feed(response);
        } else {
          response.setStatusCode(204).end();
        }
      }
      case "items" -> {
        if (parts.length > 3) {
          json(response, ScriptedItems.details(Long.parseLong(parts[3])));
        } else if (query.get("state", "").equals("active")) {
          JsonArray under = active.getOrDefault(id, new JsonArray());
          json(response, new JsonObject().put("items", under).put("next", null));
        } else {
          long total = job.getJsonObject("progress").getLong("discovered");
          json(response, new ScriptedItems(total, id.equals(JOB) ? sent.get() : total).page(query));
        }
      }
      case "series" -> known(series.get(id), response);
      case "log" -> known(logs.get(id), response);
      case "verify" -> known(verifying.get(id), response);
      case "files" -> response.putHeader("Content-Type", "image/png").end(picture);
      default -> response.setStatusCode(404).end();
    }
  }

  private void command(String id, String what, HttpServerResponse response) {
    JsonObject job = jobs.get(id);
    if (job == null) {
      response.setStatusCode(404).end();
      return;
    }
    if (what.isEmpty()) {
      jobs.remove(id);
      tell(job.copy().put("state", "deleted"));
      response.setStatusCode(204).end();
      return;
    }
    if (what.equals("verify")) {
      // Its answer comes when every file is read, which here is never.
      return;
    }
    String state = Map.of("pause", "paused", "cancel", "cancelled").getOrDefault(what, "running");
    json(response, job.put("state", state));
    tell(job);
  }

  private static void known(JsonObject answer, HttpServerResponse response) {
    if (answer == null) {
      response.setStatusCode(404).end();
    } else {
      json(response, answer);
    }
  }

  private static void json(HttpServerResponse response, JsonObject answer) {
    response.putHeader("Content-Type", "application/json").end(answer.encode());
  }

  private static JsonObject service() {
    JsonObject host =
        new JsonObject()
            .put("host", "slow.example:443")
            .put("state", "resting")
            .put("limit", 1)
            .put("until", Instant.now().plusSeconds(200).toString())
            .put("code", "http_status")
            .put("detail", "HTTP 429 Too Many Requests")
            .put("active", 0)
            .put("waiting", 12);
    return new JsonObject()
        .put("version", "1.0.0")
        .put("startedAt", "2026-11-01T10:00:00Z")
        .put("uptimeMs", 93_784_000)
        .put("downloadsDir", "/srv/downloads")
        .put("dataDir", "/srv/data")
        .put("freeBytes", 81_000_000_000L)
        .put("limits", new JsonObject().put("concurrency", 2048).put("maxRunningJobs", 16))
        .put("jobs", new JsonObject().put("running", 2).put("succeeded", 7))
        .put("hosts", new JsonArray().add(host));
  }

  private void listen(HttpServerResponse response) {
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.write("retry: 1000\n\n");
    listeners.add(response);
    long timer =
        vertx.setPeriodic(
            250,
            id -> {
              if (!response.closed()) {
                JsonObject progress = progress().put("job", JOB);
                response.write("event: progress\ndata: " + progress.encode() + "\n\n");
              }
            });
    response.closeHandler(
        closed -> {
          vertx.cancelTimer(timer);
          listeners.remove(response);
        });
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
              response.write(events.toString());
            });
    response.closeHandler(closed -> vertx.cancelTimer(timer));
  }

  private static String item(long n) {
    return "event: item\nid: " + n + "\ndata: " + ScriptedItems.view(n).encode() + "\n\n";
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
    long failed = sent.get() / ScriptedItems.FAILED_EVERY;
    long missing = sent.get() / ScriptedItems.MISSING_EVERY;
    return new JsonObject()
        .put("discovered", DISCOVERED)
        .put("discoveryDone", true)
        .put("waiting", DISCOVERED - sent.get() - 64)
        .put("active", 64)
        .put("done", sent.get() - failed - missing)
        .put("skipped", 0)
        .put("notFound", missing)
        .put("failed", failed)
        .put("cancelled", 0)
        .put("bytes", sent.get() * 5123)
        .put("elapsedMs", System.currentTimeMillis() - startedMs)
        .put("itemsPerSecond", perSecond)
        .put("bytesPerSecond", perSecond * 5123L)
        .put("etaMs", perSecond == 0 ? null : (DISCOVERED - sent.get()) * 1000 / perSecond)
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
