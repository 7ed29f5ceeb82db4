package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.LoopWatch;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What callers post and ask for holds up no other caller: of all event loops of the service, that
 * of the interface among them, none works long at a stretch.
 */
@Timeout(300)
class HostileCallersTest {
  private static final int KB = 1024;
  private static final long MOST_MS = 100;

  @TempDir private Path dir;
  private final OriginServer origin = OriginServer.start();
  private final HttpClient client = HttpClient.newHttpClient();
  private RunningService service;

  @BeforeEach
  void start() {
    service = RunningService.start(dir, 0, null, Map.of());
    origin.otherwise(seen -> Reply.ok("x"));
  }

  @AfterEach
  void stop() {
    service.close();
    origin.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(service.address() + "/api/v1" + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private int get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = to(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build()).statusCode();
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(
        to(path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build());
  }

  /** The number of the job that was made of it. */
  private String made(String path, String type, String body) throws Exception {
    HttpResponse<String> answer = post(path, type, body);
    assertThat(answer.statusCode()).as(start(answer.body())).isEqualTo(201);
    String location = answer.headers().firstValue("location").orElseThrow();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private void refused(String path, String type, String body) throws Exception {
    HttpResponse<String> answer = post(path, type, body);
    assertThat(answer.statusCode()).as(start(answer.body())).isIn(400, 413, 415);
  }

  private static String start(String text) {
    return text.substring(0, Math.min(500, text.length()));
  }

  private static String joined(int count, IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
  }

  private static String job(String fields) {
    return "{" + fields.replace('\'', '"') + "}";
  }

  /** A job that is as large as is taken, and whose view is as large. */
  private String largeJob(int kilobytes) throws Exception {
    String values = joined(kilobytes / 4, i -> "'" + i + "v".repeat(4 * KB) + "'");
    String source = "'type':'template','url':'" + origin.url("/i") + "?{value}','values':[";
    return made(
        "/jobs",
        "application/json",
        job("'source':{" + source + values + "]},'save':{'as':'{index}'},'mode':'probe'"));
  }

  private String longList(int lines) throws Exception {
    String tail = "?" + "u".repeat(4_000);
    String list =
        IntStream.range(0, lines)
            .mapToObj(i -> origin.url("/l" + i) + tail)
            .collect(Collectors.joining("\n"));
    return made("/jobs?as=%7Bindex%7D", "text/plain", list);
  }

  /** Of URLs that are as long as is taken. */
  private String wideList() throws Exception {
    String list =
        IntStream.range(0, 300)
            .mapToObj(i -> origin.url("/w" + i) + "?" + "w".repeat(60 * KB))
            .collect(Collectors.joining("\n"));
    return made("/jobs?as=wide-%7Bindex%7D", "text/plain", list);
  }

  private void hostilePosts() throws Exception {
    String json = "application/json";
    refused("/jobs", json, "[".repeat(4_000 * KB));
    refused("/jobs", json, "{" + joined(300_000, i -> "\"f" + i + "\":1") + "}");
    refused(
        "/jobs", json, job("'source':{'type':'urls','urls':[" + joined(300_000, i -> "1") + "]}"));
    refused(
        "/jobs",
        json,
        job("'source':{'type':'urls','urls':[" + joined(200_000, i -> "'x'") + "]}"));
    refused("/jobs", json, " ".repeat(15_000 * KB));
    refused("/jobs?dryRun=true", "text/plain", "nothing\n".repeat(200_000));
    refused("/jobs", "text/csv", "url\n\"" + "x".repeat(4_000 * KB));
    refused("/jobs", "application/x-ndjson", "{".repeat(4_000 * KB));
    refused("/jobs", "application/x-ndjson", ("{\"url\":" + "[".repeat(900) + "\n").repeat(2_000));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 200; i++) {
        gzip.write(new byte[1_000 * KB]);
      }
    }
    HttpResponse<String> bomb =
        send(
            to("/jobs")
                .header("Content-Type", json)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
                .build());
    assertThat(bomb.statusCode()).isIn(400, 413);
  }

  private void hostileReads(String large, String list) throws Exception {
    assertThat(get("/jobs?limit=1000")).isEqualTo(200);
    assertThat(get("/jobs/" + large)).isEqualTo(200);
    assertThat(get("/jobs?q=" + "q".repeat(4_000))).isIn(200, 400);
    assertThat(get("/jobs?" + "a=b&".repeat(1_500))).isEqualTo(400);
    for (String job : List.of(large, list)) {
      String items = "/jobs/" + job + "/items?limit=1000";
      assertThat(get(items)).isEqualTo(200);
      assertThat(get(items + "&q=nothing-of-this")).isEqualTo(200);
      assertThat(get(items + "&sort=-size")).isEqualTo(200);
      assertThat(get(items, "Accept", "text/csv")).isEqualTo(200);
      assertThat(get(items, "Accept", "application/x-ndjson")).isEqualTo(200);
      assertThat(get("/jobs/" + job + "/events")).isEqualTo(200);
      assertThat(get("/jobs/" + job + "/checksums")).isEqualTo(200);
    }
    String widest = wideList();
    assertThat(get("/jobs/" + widest + "/events?items=false")).isEqualTo(200);
    removeFiles();
    HttpResponse<String> lost = post("/jobs/" + widest + "/verify", "application/json", "");
    assertThat(lost.body()).contains("\"missingCount\":300,").hasSizeLessThan(3 * KB * KB);
    HttpResponse<String> verified = post("/jobs/" + list + "/verify", "application/json", "");
    assertThat(verified.statusCode()).isEqualTo(200);
    HttpResponse<String> again = post("/jobs?dryRun=true&from=" + large, "application/json", "");
    assertThat(again.statusCode()).isIn(200, 400);
  }

  private void all(int kilobytes, int lines) throws Exception {
    String large = largeJob(kilobytes);
    String list = longList(lines);
    for (String job : List.of(large, list)) {
      // It ends when the feed does.
      assertThat(get("/jobs/" + job + "/events?items=false")).isEqualTo(200);
    }
    removeFiles();
    hostilePosts();
    hostileReads(large, list);
    assertThat(send(to("/jobs/" + large).DELETE().build()).statusCode()).isEqualTo(204);
  }

  /** So that a verification has all of them to name. */
  private void removeFiles() throws IOException {
    try (var files = Files.walk(dir.resolve("downloads"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void noEventLoopWorksLongAtAStretchWhateverIsPostedAndAskedFor() throws Exception {
    // Once before: classes are loaded where they are first used.
    all(400, 50);
    try (LoopWatch watch = new LoopWatch(service.vertx())) {
      all(14_000, 3_000);
      watch.assertNoneWorkedFor(MOST_MS);
    }
  }
}
