package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.config.Settings;
import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.http.ops.OpenApiDocumentTest;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.Job;
import dev.fetchery.job.Proposal;
import dev.fetchery.store.JobRow;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document and the service say the same: each call, each answer, and what is in it. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedAnswersTest {
  private static final String API = "/api/v1/";
  private static final String JSON = "application/json";
  private static final String JOB =
      "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://a.test/x\"]}}";

  /** Served by what puts pages into the service. */
  private static final Set<String> PAGES = Set.of("GET /");

  private static final Settings.Caps SMALL =
      new Settings.Caps(2_000, 64 << 10, 100, 1_000, 10, 1 << 20, 1 << 20, 1 << 20);

  private final Map<String, Supplier<HttpResponse<String>>> provoked = new TreeMap<>();

  /** As it should be. */
  private Service well;

  /** With a token that calls do not bring. */
  private Service guarded;

  /** Whose store is closed and whose coordinator refuses: stopping. */
  private Service down;

  /** Whose coordinator cannot read what a dry run names. */
  private Service sourceless;

  private String job;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    well = Service.start(directory.resolve("well"), null, SMALL);
    guarded = Service.start(directory.resolve("guarded"), "token", SMALL);
    HttpVerticle.Timing always =
        new HttpVerticle.Timing(FeedHub.Timing.DEFAULT, 60_000, 30_000, -1_000);
    down = Service.in(directory.resolve("down")).caps(SMALL).timing(always).start();
    refuseAll(down, new Answer.Refused(503, "the service is stopping"));
    down.store.close();
    sourceless = Service.in(directory.resolve("sourceless")).caps(SMALL).start();
    refuseAll(sourceless, new Answer.Refused(502, "https://images.example/list: status 500"));
    job = well.job();
    well.items(job, 2);
    Path file = well.downloads.resolve(job + "/0.png");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "01234");
    well.store(job, 0, 1);
    jobs();
    control();
    results();
    feeds();
    service();
    everywhere();
  }

  @AfterAll
  void stop() {
    well.close();
    guarded.close();
    Service.get(down.vertx.close());
    sourceless.close();
  }

  @Test
  void everyRouteIsInTheDocumentAndEveryCallOfTheDocumentIsARoute() {
    Set<String> routed = new TreeSet<>();
    for (RouteTable.Endpoint call : well.verticle.table().endpoints()) {
      String path = call.path().replaceAll(":(\\w+)", "{$1}").replace("/files/*", "/files/{path}");
      if (!path.startsWith("/assets/") && !call.method().name().equals("HEAD")) {
        routed.add(call.method() + " " + path);
      }
    }
    routed.removeAll(PAGES);
    Set<String> described = new TreeSet<>(operations().keySet());
    described.removeAll(PAGES);
    assertThat(routed).isEqualTo(described);
  }

  @Test
  void everyDocumentedAnswerIsProvokedHere() {
    assertThat(provoked.keySet()).containsExactlyElementsOf(documented());
  }

  List<String> documented() {
    Set<String> answers = new TreeSet<>();
    operations()
        .forEach(
            (call, operation) -> {
              if (!PAGES.contains(call)) {
                operation
                    .get("responses")
                    .fieldNames()
                    .forEachRemaining(status -> answers.add(call + " " + status));
              }
            });
    return List.copyOf(answers);
  }

  @ParameterizedTest
  @MethodSource("documented")
  void answerIsAsDocumented(String key) {
    HttpResponse<String> answer = provoked.get(key).get();
    String call = key.substring(0, key.lastIndexOf(' '));
    String status = key.substring(key.lastIndexOf(' ') + 1);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(status));
    JsonNode response =
        OpenApiDocumentTest.resolved(operations().get(call).get("responses").get(status));
    response
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (header.getValue().path("required").asBoolean()) {
                assertThat(answer.headers().firstValue(header.getKey())).isPresent();
              }
            });
    hasDocumentedBody(answer, response.get("content"));
  }

  private static void hasDocumentedBody(HttpResponse<String> answer, JsonNode content) {
    if (content == null) {
      assertThat(answer.body()).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", "");
    assertThat(content.has(type) || content.has("*/*")).as(type).isTrue();
    if (type.endsWith("json") && content.has(type)) {
      JsonNode schema = content.get(type).get("schema");
      assertThat(OpenApiDocumentTest.faults(schema, Http.json(answer))).isEmpty();
    }
  }

  // --- what provokes the answers

  private void jobs() {
    on("POST /api/v1/jobs 201", () -> well.http.post(API + "jobs", JSON, JOB));
    on("POST /api/v1/jobs 200", () -> well.http.post(API + "jobs?dryRun=true", JSON, JOB));
    Item item = Service.get(well.store.item(job, 0));
    answer(
        Command.DryRun.class,
        new Answer.Planned(
            1,
            0,
            Map.of("a.test:80", 1L),
            List.of(new Answer.Collision("f", List.of(0L, 1L))),
            List.of(item),
            new Proposal(
                "{\"link\":\"next\"}", "/source", "{\"more\":{\"link\":\"next\"}}", "why.")));
    on("POST /api/v1/jobs 400", () -> well.http.post(API + "jobs", JSON, "{\"nmae\": 1}"));
    on("POST /api/v1/jobs 413", () -> well.http.post(API + "jobs", JSON, " ".repeat(2_001)));
    on("POST /api/v1/jobs 415", () -> well.http.post(API + "jobs", "text/html", "<p>"));
    on("POST /api/v1/jobs 422", this::sameKeyWithAnotherJob);
    on("POST /api/v1/jobs 429", this::postWhileFull);
    on("POST /api/v1/jobs 502", () -> sourceless.http.post(API + "jobs?dryRun=true", JSON, JOB));
    on("POST /api/v1/jobs 404", () -> well.http.post(API + "jobs?from=none"));
    on("GET /api/v1/jobs 200", () -> well.http.get(API + "jobs"));
    on("GET /api/v1/jobs 400", () -> well.http.get(API + "jobs?limit=0"));
    on("GET /api/v1/jobs/{id} 200", () -> well.http.get(API + "jobs/" + job));
  }

  private HttpResponse<String> sameKeyWithAnotherJob() {
    well.http.post(API + "jobs", JSON, JOB, "Idempotency-Key", "k");
    return well.http.post(API + "jobs", JSON, JOB + " ", "Idempotency-Key", "k");
  }

  private HttpResponse<String> postWhileFull() {
    try (Service full = Service.start(well.dataDir.resolveSibling("full"))) {
      full.on(Command.Submit.class, submit -> new Answer.Refused(429, "too many"));
      return full.http.post(API + "jobs", JSON, JOB);
    }
  }

  private void control() {
    String limits = "{\"limits\": {\"perHost\": 2}}";
    String path = API + "jobs/" + job;
    on("PATCH /api/v1/jobs/{id} 200", () -> patch(path, JSON, limits));
    on("PATCH /api/v1/jobs/{id} 400", () -> patch(path, JSON, "{}"));
    on("PATCH /api/v1/jobs/{id} 409", () -> patch(ended(), JSON, limits));
    on("PATCH /api/v1/jobs/{id} 413", () -> patch(path, JSON, " ".repeat(2_001)));
    on("PATCH /api/v1/jobs/{id} 415", () -> patch(path, "text/plain", limits));
    on("DELETE /api/v1/jobs/{id} 204", () -> well.http.send("DELETE", path, null));
    on("DELETE /api/v1/jobs/{id} 400", () -> well.http.send("DELETE", path + "?files=1", null));
    for (String command : List.of("pause", "resume", "cancel", "retry")) {
      String call = "POST /api/v1/jobs/{id}/" + command;
      on(call + " 200", () -> well.http.post(path + "/" + command));
      on(call + " 409", () -> well.http.post(ended() + "/" + command));
    }
    on("POST /api/v1/jobs/{id}/retry 400", () -> well.http.post(path + "/retry?code=moon"));
    Job view = view(job);
    well.on(Command.ChangeJob.class, change -> viewOrRefusal(change.job(), view));
    well.on(Command.Pause.class, pause -> viewOrRefusal(pause.job(), view));
    well.on(Command.Resume.class, resume -> viewOrRefusal(resume.job(), view));
    well.on(Command.Cancel.class, cancel -> viewOrRefusal(cancel.job(), view));
    well.on(Command.RetryItems.class, retry -> viewOrRefusal(retry.job(), view));
    well.on(
        Command.Delete.class,
        delete -> delete.job().equals(job) ? new Answer.Done() : refusal(delete.job()));
  }

  private HttpResponse<String> patch(String path, String type, String body) {
    return well.http.send("PATCH", path, BodyPublishers.ofString(body), "Content-Type", type);
  }

  /** The path of a job that has ended. */
  private String ended() {
    String ended = well.job();
    well.end(ended);
    return API + "jobs/" + ended;
  }

  private Answer viewOrRefusal(String id, Job view) {
    return id.equals(job) ? new Answer.JobView(view) : refusal(id);
  }

  private static Answer refusal(String id) {
    return id.equals("none")
        ? new Answer.Refused(404, "there is no such job")
        : new Answer.Refused(409, "the job has ended");
  }

  private Job view(String id) {
    JobRow row = Service.get(well.store.job(id));
    return Service.view(row);
  }

  private void results() {
    String items = API + "jobs/" + job + "/items";
    on("GET /api/v1/jobs/{id}/items 200", () -> well.http.get(items));
    on("GET /api/v1/jobs/{id}/items 400", () -> well.http.get(items + "?state=moon"));
    on("GET /api/v1/jobs/{id}/items/{seq} 200", () -> well.http.get(items + "/0"));
    on("GET /api/v1/jobs/{id}/items/{seq} 400", () -> well.http.get(items + "/x"));
    on("GET /api/v1/jobs/{id}/series 200", () -> well.http.get(API + "jobs/" + job + "/series"));
    String log = API + "jobs/" + job + "/log";
    on("GET /api/v1/jobs/{id}/log 200", () -> well.http.get(log));
    on("GET /api/v1/jobs/{id}/log 400", () -> well.http.get(log + "?after=x"));
    Item item = Service.get(well.store.item(job, 0));
    List<Answer.Duplicates> same = List.of(new Answer.Duplicates(Service.SHA256, List.of(1L, 2L)));
    Answer verified = new Answer.Verified(2, 1, 0, List.of(item), 1, List.of(item), 1, same, 1);
    well.on(
        Command.Verify.class,
        verify -> verify.job().equals(job) ? verified : refusal(verify.job()));
    String archive = API + "jobs/" + job + "/archive";
    on("GET /api/v1/jobs/{id}/archive 200", () -> well.http.get(archive));
    on("GET /api/v1/jobs/{id}/archive 400", () -> well.http.get(archive + "?format=rar"));
    String sums = API + "jobs/" + job + "/checksums";
    on("GET /api/v1/jobs/{id}/checksums 200", () -> well.http.get(sums));
    String verify = "POST /api/v1/jobs/{id}/verify";
    on(verify + " 200", () -> well.http.post(API + "jobs/" + job + "/verify"));
    well.on(
        Command.ShowVerification.class,
        show -> show.job().equals(job) ? new Answer.Verifying(1, 2) : refusal(show.job()));
    on("GET /api/v1/jobs/{id}/verify 200", () -> well.http.get(API + "jobs/" + job + "/verify"));
    on(verify + " 409", () -> well.http.post(ended() + "/verify"));
    String file = API + "jobs/" + job + "/files/" + job + "/0.png";
    String call = "GET /api/v1/jobs/{id}/files/{path}";
    on(call + " 200", () -> well.http.get(file));
    on(call + " 206", () -> well.http.get(file, "Range", "bytes=1-2"));
    on(call + " 304", () -> well.http.get(file, "If-None-Match", '"' + Service.SHA256 + '"'));
    on(call + " 412", () -> well.http.get(file, "If-Match", "\"another\""));
    on(call + " 416", () -> well.http.get(file, "Range", "bytes=9-"));
  }

  private void feeds() {
    String call = "GET /api/v1/jobs/{id}/events";
    on(call + " 200", () -> well.http.get(ended() + "/events"));
    on(call + " 204", () -> well.http.get(ended() + "/events?after=0"));
    on(call + " 400", () -> well.http.get(API + "jobs/" + job + "/events?after=x"));
    on("GET /api/v1/events 200", this::headOfTheFeedOfAll);
  }

  /** That feed has no end: the service ends it when it stops. */
  private HttpResponse<String> headOfTheFeedOfAll() {
    Service stopping = Service.start(well.dataDir.resolveSibling("stopping"));
    HttpResponse<String> answer =
        stopping.http.send(() -> stopping.vertx.close(), "GET", API + "events", null);
    stopping.store.close();
    return answer;
  }

  private void service() {
    for (String health : List.of("live", "ready")) {
      on("GET /health/" + health + " 200", () -> well.http.get("/health/" + health));
      on("GET /health/" + health + " 503", () -> down.http.get("/health/" + health));
    }
    on("GET /api/v1/service 200", () -> well.http.get(API + "service"));
    answer(
        Command.ShowHosts.class,
        new Answer.Hosts(
            List.of(
                new Answer.HostLoad(
                    "a.test:80",
                    "resting",
                    1,
                    Service.NOW,
                    0,
                    7,
                    new Fault(ErrorCode.TIMEOUT, "slow")))));
    on("GET /api/v1/fetchers 200", () -> well.http.get(API + "fetchers"));
    on(
        "POST /api/v1/fetchers/{node}/drain 200",
        () -> well.http.post(API + "fetchers/fetchery-0/drain"));
    FetcherNode node =
        new FetcherNode(
            "fetchery-0",
            "0.1.0",
            FetcherNode.State.DRAINING,
            Service.NOW,
            Service.NOW,
            8,
            2,
            1.25,
            70_000,
            9,
            99);
    well.on(Command.ShowFetchers.class, any -> new Answer.FetcherNodes(List.of(node)));
    well.on(
        Command.DrainFetchers.class,
        drain ->
            drain.node().equals("fetchery-0")
                ? new Answer.FetcherNodes(List.of(node))
                : new Answer.Refused(404, "there is no such node"));
    on("GET /metrics 200", () -> well.http.get("/metrics"));
    on("GET /openapi.yaml 200", () -> well.http.get("/openapi.yaml"));
    on("GET /docs 200", () -> well.http.get("/docs"));
  }

  /** What every call answers alike, where it is documented. */
  private void everywhere() {
    for (String key : documented()) {
      String[] parts = key.split(" ", -1);
      String call = parts[1].replace("{path}", "x").replace("{seq}", "0");
      String path = call.replace("{id}", "none").replace("{node}", "none");
      String open = call.replace("{id}", job).replace("{node}", "fetchery-0");
      String type = parts[0].equals("POST") || parts[0].equals("PATCH") ? JSON : "text/plain";
      String body =
          parts[0].equals("PATCH") ? "{\"limits\": {}}" : parts[1].endsWith("/jobs") ? JOB : "";
      String method = parts[0];
      switch (parts[2]) {
        case "401" -> on(key, () -> new Http(guarded.http.port, null).get(open));
        case "403" -> on(key, () -> send(well, method, open, type, body, "Host", "evil.test"));
        case "404" -> {
          if (!provoked.containsKey(key)) {
            on(key, () -> send(well, method, path, type, body));
          }
        }
        case "405" -> on(key, () -> well.http.send("PUT", open, null));
        case "503" -> {
          if (!provoked.containsKey(key)) {
            on(key, () -> send(down, method, open, type, body));
          }
        }
        default -> {}
      }
    }
  }

  private static HttpResponse<String> send(
      Service service, String method, String path, String type, String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type");
    all.add(type);
    BodyPublisher sent = body.isEmpty() ? null : BodyPublishers.ofString(body);
    return service.http.send(method, path, sent, all.toArray(String[]::new));
  }

  private <C extends Command> void answer(Class<C> type, Answer answer) {
    well.on(type, command -> answer);
  }

  @SuppressWarnings("unchecked")
  private static void refuseAll(Service service, Answer answer) {
    for (Class<?> type : Command.class.getPermittedSubclasses()) {
      service.on((Class<Command>) type, command -> answer);
    }
  }

  private void on(String key, Supplier<HttpResponse<String>> request) {
    provoked.put(key, request);
  }

  private static Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    OpenApiDocumentTest.document()
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        entry -> {
                          if (entry.getValue().has("responses")) {
                            String method = entry.getKey().toUpperCase(Locale.ROOT);
                            operations.put(method + " " + path.getKey(), entry.getValue());
                          }
                        }));
    return operations;
  }
}
