package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.config.Settings;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Source.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SubmitTest {
  private static final String JSON = "application/json";
  private static final String JOB =
      """
      {"name": "n", "source": {"type": "urls", "urls": ["http://user:geheim@a.test/x"]},
       "request": {"headers": {"X-Secret": "geheim"}}}""";

  @TempDir Path directory;
  private Service service;
  private Http http;

  @BeforeEach
  void start() {
    service = Service.start(directory);
    http = service.http;
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(service.dataDir.resolve("manifests"))) {
      return files.toList();
    }
  }

  private Manifest manifest(int command) {
    return (Manifest) ((Command.Submit) service.commands.get(command)).document().spec().source();
  }

  @Test
  void jobIsMadeAndShown() {
    HttpResponse<String> answer = http.post("/api/v1/jobs", "application/json; charset=UTF-8", JOB);
    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode view = Http.json(answer);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("/api/v1/jobs/" + view.path("id").asText());
    assertThat(view.path("createdAt").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(view.path("spec").path("limits").path("concurrency").asInt()).isEqualTo(64);
    assertThat(answer.body()).doesNotContain("geheim").contains("\"startedAt\":null");
  }

  @Test
  void everyFaultIsNamedByItsPointer() {
    String bad = "{\"source\":{\"type\":\"urls\",\"urls\":[\"x\"]},\"limits\":{\"concurency\":1}}";
    HttpResponse<String> answer = http.post("/api/v1/jobs", JSON, bad);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Http.json(answer).path("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/source/urls/0", "/limits/concurency");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "NaN", "{\"a\":1}{}", "\"\\ud800\""})
  void whatIsNoJobIsRefused(String body) {
    HttpResponse<String> answer = http.post("/api/v1/jobs", JSON, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\\tat ");
  }

  @Test
  void depthDuplicatesAndBrokenUtf8AreRefused() {
    byte[] broken = "{\"name\": \"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] deep = ("{\"source\":" + "[".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
    byte[] twice = "{\"name\":\"a\",\"name\":\"b\"}".getBytes(StandardCharsets.UTF_8);
    byte[] vast =
        "{\"source\":{\"type\":\"repeat\",\"url\":\"http://h\",\"count\":1e999999999}}"
            .getBytes(StandardCharsets.UTF_8);
    for (byte[] body : List.of(broken, deep, twice, vast)) {
      HttpResponse<String> answer =
          http.send("POST", "/api/v1/jobs", BodyPublishers.ofByteArray(body), "Content-Type", JSON);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
    assertThat(http.post("/api/v1/jobs", JSON, "\ufeff" + JOB).statusCode()).isEqualTo(201);
    assertThat(service.commands).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Connection",
        "TE",
        "Upgrade",
        "Keep-Alive",
        "Trailer",
        "Proxy-Authorization",
        "Expect",
        "A b",
        "X\\r\\nY"
      })
  void headerOfAJobThatWouldBreakItsRequestIsRefusedWhereverItStands(String name) {
    String job =
        """
        {"source": {"type": "urls", "urls": [{"url": "http://a.test", "headers": {"%1$s": "1"}}]},
         "request": {"headers": {"%1$s": "1", "X-Split": "a\\r\\nHost: geheim"}},
         "lookup": {"url": "http://a.test/", "set": {"f": "/f"}, "headers": {"%1$s": "1"}}}
        """;
    HttpResponse<String> answer = http.post("/api/v1/jobs", JSON, job.formatted(name));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).path("errors").findValuesAsText("pointer"))
        .hasSize(4)
        .allMatch(pointer -> pointer.contains("/headers/"))
        .contains("/request/headers/X-Split");
    assertThat(answer.body()).doesNotContain("geheim");
    assertThat(service.commands).isEmpty();
  }

  @Test
  void otherMediaTypesAreRefused() {
    for (String type :
        List.of("text/html", "application/x-www-form-urlencoded", "text/plain; charset=latin1")) {
      assertThat(http.post("/api/v1/jobs", type, JOB).statusCode()).as(type).isEqualTo(415);
    }
    assertThat(http.post("/api/v1/jobs").statusCode()).isEqualTo(415);
  }

  @Test
  void bodyOverTheCapIsRefusedWhetherAnnouncedOrNot(@TempDir Path other) {
    Settings.Caps caps = new Settings.Caps(100_000, 1000, 10, 1000, 1, 1, 1, 1);
    try (Service small = Service.start(other, null, caps)) {
      byte[] large = new byte[150_000];
      assertThat(
              small
                  .http
                  .send(
                      "POST",
                      "/api/v1/jobs",
                      BodyPublishers.ofByteArray(large),
                      "Content-Type",
                      JSON)
                  .statusCode())
          .isEqualTo(413);
      assertThat(
              small
                  .http
                  .send(
                      "POST",
                      "/api/v1/jobs",
                      BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                      "Content-Type",
                      JSON)
                  .statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void bodyOfTwoMegabytesIsTakenAndOneOfTwoHundredIsRefused() {
    String padding = " ".repeat(2_000_000);
    assertThat(http.post("/api/v1/jobs", JSON, JOB + padding).statusCode()).isEqualTo(201);
    BodyPublisher vast =
        BodyPublishers.fromPublisher(
            BodyPublishers.ofByteArrays(Collections.nCopies(200, new byte[1_000_000])),
            200_000_000);
    HttpResponse<String> refused = http.send("POST", "/api/v1/jobs", vast, "Content-Type", JSON);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(service.commands).hasSize(1);
  }

  @Test
  void sameKeySameRequestGivesThatJobAgain() {
    HttpResponse<String> first = http.post("/api/v1/jobs", JSON, JOB, "Idempotency-Key", "k");
    HttpResponse<String> again = http.post("/api/v1/jobs", JSON, JOB, "Idempotency-Key", "k");
    HttpResponse<String> other = http.post("/api/v1/jobs", JSON, JOB + " ", "Idempotency-Key", "k");
    assertThat(List.of(first.statusCode(), again.statusCode(), other.statusCode()))
        .containsExactly(201, 200, 422);
    assertThat(Http.json(again).path("id")).isEqualTo(Http.json(first).path("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/jobs|application/json|{}",
        "/api/v1/jobs|application/json|no JSON",
        "/api/v1/jobs|text/plain|nope",
        "/api/v1/jobs?dir=..|text/plain|http://a.test/",
        "/api/v1/jobs?as=%7Bnope%7D|text/csv|url",
      })
  void badBodyUnderAKeyThatIsUsedIsAnother(String path, String type, String body) {
    HttpResponse<String> bad = http.post(path, type, body, "Idempotency-Key", "k");
    assertThat(bad.statusCode()).as(bad.body()).isEqualTo(400);
    HttpResponse<String> first = http.post("/api/v1/jobs", JSON, JOB, "Idempotency-Key", "k");
    assertThat(first.statusCode()).as("a key that made no job is free").isEqualTo(201);
    HttpResponse<String> other = http.post(path, type, body, "Idempotency-Key", "k");
    assertThat(other.statusCode()).as(other.body()).isEqualTo(422);
    assertThat(Http.json(other).path("detail").asText()).contains("Idempotency-Key");
    assertThat(http.post("/api/v1/jobs", JSON, JOB, "Idempotency-Key", "k").statusCode())
        .isEqualTo(200);
    HttpResponse<String> copy =
        http.post(
            "/api/v1/jobs?from=" + Http.json(first).path("id").asText(),
            JSON,
            "{\"mode\":5}",
            "Idempotency-Key",
            "k");
    assertThat(copy.statusCode()).as(copy.body()).isEqualTo(422);
  }

  @Test
  void secondPostWaitsWhileTheFirstIsRead() throws IOException {
    String path = "/api/v1/jobs?name=m";
    List<CompletableFuture<HttpResponse<String>>> posts =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> http.post(path, "text/plain", lines(20_000), "Idempotency-Key", "k")))
            .limit(3)
            .toList();
    List<Integer> statuses = posts.stream().map(post -> post.join().statusCode()).toList();
    assertThat(statuses).containsExactlyInAnyOrder(201, 200, 200);
    assertThat(manifests()).hasSize(1);
  }

  private static String lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("http://a.test/").append(i).append('\n');
    }
    return lines.toString();
  }

  @Test
  void manifestIsStreamedToDiskWithItsOptions() throws IOException {
    String query =
        "?name=m&dir=d&as=%7Bindex%7D&ifExists=rename&options=%7B%22mode%22%3A%22save%22%2C"
            + "%22limits%22%3A%7B%22perHost%22%3A3%7D%7D";
    byte[] body = ("\ufeff# list\n\n" + lines(200_000)).getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        http.send(
            "POST",
            "/api/v1/jobs" + query,
            BodyPublishers.ofByteArray(body),
            "Content-Type",
            "text/plain;charset=utf-8");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    Command.Submit submit = (Command.Submit) service.commands.get(0);
    assertThat(submit.document().spec().limits().perHost()).isEqualTo(3);
    assertThat(submit.document().spec().save().ifExists()).isEqualTo(IfExists.RENAME);
    assertThat(submit.document().spec().mode()).isEqualTo(Mode.SAVE);
    assertThat(manifest(0).items()).isEqualTo(200_000);
    assertThat(Files.readAllBytes(service.dataDir.resolve(manifest(0).file()))).isEqualTo(body);
  }

  @Test
  void everyFormatIsKnownByItsMediaType() {
    http.post(
        "/api/v1/jobs?as=%7Bkey%7D",
        "application/x-ndjson", "{\"url\":\"http://a.test/\",\"key\":\"k\"}");
    http.post("/api/v1/jobs", "text/csv", "url,key\r\nhttp://a.test/,k\r\n");
    assertThat(manifest(0).format()).isEqualTo(Manifest.Format.NDJSON);
    assertThat(manifest(1).format()).isEqualTo(Manifest.Format.CSV);
    assertThat(manifest(1).items()).isEqualTo(1);
  }

  @Test
  void badLineIsNamedAndLeavesNothingBehind() throws IOException {
    HttpResponse<String> answer =
        http.post("/api/v1/jobs", "text/plain", "http://a.test/\n# x\nftp://b.test/\n");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).path("errors").path(0).path("line").asInt()).isEqualTo(3);
    assertThat(Http.json(answer).path("detail").asText()).startsWith("line 3: ");
    assertThat(service.commands).isEmpty();
    assertThat(manifests()).isEmpty();
  }

  @Test
  void badParametersOfAManifestAreFoundBeforeItsBody() throws IOException {
    for (String query :
        List.of("?ifExists=never", "?options=%7B", "?dir=..", "?nam=x", "?name=a&name=b")) {
      assertThat(http.post("/api/v1/jobs" + query, "text/plain", lines(1)).statusCode())
          .as(query)
          .isEqualTo(400);
    }
    assertThat(manifests()).isEmpty();
  }

  @Test
  void uploadThatBreaksOffLeavesNothingBehind() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port)) {
      String head =
          "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 1000000\r\n\r\n"
              + lines(10_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      while (manifests().isEmpty()) {
        http.get("/health/live");
      }
    }
    while (!manifests().isEmpty()) {
      http.get("/health/live");
    }
    assertThat(service.commands).isEmpty();
  }

  @Test
  void manifestOfARefusedJobIsRemoved() throws IOException {
    service.on(Command.Submit.class, submit -> new Answer.Refused(429, "as many as are allowed"));
    HttpResponse<String> answer = http.post("/api/v1/jobs", "text/plain", lines(2));
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(manifests()).isEmpty();
  }

  @Test
  void dryRunShowsThePlanAndKeepsNothing() throws IOException {
    service.on(
        Command.DryRun.class,
        dryRun ->
            new Answer.Planned(
                2,
                1,
                Map.of("a.test:80", 2L),
                List.of(new Answer.Collision("f", List.of(0L, 1L))),
                List.of(),
                null));
    for (String type : List.of(JSON, "text/plain")) {
      String body = type.equals(JSON) ? JOB : lines(2);
      HttpResponse<String> answer = http.post("/api/v1/jobs?dryRun=true", type, body);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo(
              "{\"items\":2,\"existing\":1,\"hosts\":{\"a.test:80\":2},"
                  + "\"collisions\":[{\"file\":\"f\",\"seqs\":[0,1]}],\"sample\":[]}");
    }
    assertThat(manifests()).isEmpty();
  }

  @Test
  void unfinishedManifestsOfAKilledProcessAreSwept(@TempDir Path other) throws IOException {
    Path left = other.resolve("data/manifests/x.txt.part");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "http://a.test/");
    try (Service again = Service.start(other)) {
      assertThat(again.dataDir.resolve("manifests")).isEmptyDirectory();
    }
  }

  // --- from another job

  private JsonNode stored(String id) throws Exception {
    return Http.json(Service.get(service.store.job(id)).specJson());
  }

  @Test
  void jobBeginsFromAnotherOneWithItsSecrets() throws Exception {
    String first =
        service.job(
            "{'name':'a','source':{'type':'urls','urls':['http://user:geheim@a.test/x']},"
                    .replace('\'', '"')
                + "\"request\":{\"headers\":{\"Authorization\":\"token\"}}}");
    HttpResponse<String> answer = http.post("/api/v1/jobs?from=" + first);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).doesNotContain("geheim", "token");
    String id = Http.json(answer).path("id").asText();
    assertThat(id).isNotEqualTo(first);
    assertThat(stored(id).path("source")).isEqualTo(stored(first).path("source"));
    assertThat(stored(id).path("request")).isEqualTo(stored(first).path("request"));
  }

  @Test
  void bodyReplacesFieldsOfTheJobItBeginsFrom() throws Exception {
    String first =
        service.job(
            "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://a.test/x\"]},\"save\":{\"dir\":\"d\",\"as\":\"{index}\"}}");
    String change = "{\"name\":\"again\",\"limits\":{\"perHost\":2},\"save\":null}";
    HttpResponse<String> answer =
        http.post("/api/v1/jobs?from=" + first, "application/json", change);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode made = stored(Http.json(answer).path("id").asText());
    assertThat(made.path("name").asText()).isEqualTo("again");
    assertThat(made.path("limits").path("perHost").asInt()).isEqualTo(2);
    assertThat(made.path("limits").path("concurrency").asInt()).isEqualTo(64);
    assertThat(made.path("save").has("dir")).isFalse();
    assertThat(made.path("source")).isEqualTo(stored(first).path("source"));
  }

  @Test
  void faultsOfSuchAJobAreNamed() {
    String first = service.job();
    String from = "/api/v1/jobs?from=" + first;
    assertThat(http.post("/api/v1/jobs?from=none").statusCode()).isEqualTo(404);
    assertThat(http.post(from, "text/plain", "http://a.test/").statusCode()).isEqualTo(415);
    assertThat(http.post(from + "&name=x").statusCode()).isEqualTo(400);
    assertThat(http.post(from, "application/json", "[]").statusCode()).isEqualTo(400);
    HttpResponse<String> bad =
        http.post(from, "application/json", "{\"limits\":{\"perHost\":0},\"moon\":1}");
    assertThat(Http.json(bad).path("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/limits/perHost", "/moon");
    HttpResponse<String> list =
        http.post(from, "application/json", "{\"source\":{\"type\":\"manifest\",\"file\":\"x\"}}");
    assertThat(list.statusCode()).isEqualTo(400);
  }

  @Test
  void listOfTheJobItBeginsFromIsCopied() throws Exception {
    HttpResponse<String> listed =
        http.post("/api/v1/jobs?name=l", "text/plain", "http://a.test/1\nhttp://a.test/2\n");
    String first = Http.json(listed).path("id").asText();
    HttpResponse<String> answer = http.post("/api/v1/jobs?from=" + first);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    String file =
        stored(Http.json(answer).path("id").asText()).path("source").path("file").asText();
    assertThat(file).isNotEqualTo(stored(first).path("source").path("file").asText());
    assertThat(service.dataDir.resolve(file)).hasContent("http://a.test/1\nhttp://a.test/2\n");
    assertThat(
            http.post("/api/v1/jobs?from=" + first, "application/json", "{\"moon\":1}")
                .statusCode())
        .isEqualTo(400);
    HttpResponse<String> other =
        http.post(
            "/api/v1/jobs?from=" + first,
            "application/json",
            "{\"source\":{\"type\":\"urls\",\"urls\":[\"http://b.test/\"]}}");
    assertThat(other.statusCode()).as(other.body()).isEqualTo(201);
    try (Stream<Path> left = Files.list(service.dataDir.resolve("manifests"))) {
      assertThat(left).hasSize(2);
    }
  }

  @Test
  void sameKeyFromTheSameJobIsOneJob() {
    String first = service.job();
    String path = "/api/v1/jobs?from=" + first;
    HttpResponse<String> made = http.post(path, "application/json", "", "Idempotency-Key", "k");
    HttpResponse<String> again = http.post(path, "application/json", "", "Idempotency-Key", "k");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(Http.json(again).path("id")).isEqualTo(Http.json(made).path("id"));
  }
}
