package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fetchery.config.Setting;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service that is one node, by its interface. */
@Timeout(60)
class NodesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final OriginServer origin = OriginServer.start();
  @TempDir private Path directory;
  private RunningService service;

  @BeforeEach
  void start() {
    service =
        RunningService.start(directory, Map.of(Setting.NODE, "ant", Setting.CONCURRENCY, "32"));
  }

  @AfterEach
  void stop() {
    service.close();
    origin.close();
  }

  private JsonNode ask(HttpRequest.Builder request) throws Exception {
    return new ObjectMapper()
        .readTree(client.send(request.build(), BodyHandlers.ofString()).body());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(service.address() + "/api/v1" + path));
  }

  private JsonNode get(String path) throws Exception {
    return ask(to(path));
  }

  private JsonNode post(String path, String body) throws Exception {
    return ask(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
  }

  private JsonNode until(String path, Predicate<JsonNode> right) throws Exception {
    JsonNode answer = get(path);
    while (!right.test(answer)) {
      answer = get(path);
    }
    return answer;
  }

  /** Posts a job of these paths of the origin; its address. */
  private String job(String... paths) throws Exception {
    StringBuilder urls = new StringBuilder();
    for (String path : paths) {
      urls.append(urls.isEmpty() ? "" : ",").append('"').append(origin.url(path)).append('"');
    }
    String document =
        "{\"source\":{\"type\":\"urls\",\"urls\":[%s]},\"retry\":{\"backoffMs\":1}}"
            .formatted(urls);
    return "/jobs/" + post("/jobs", document).path("id").asText();
  }

  private JsonNode ended(String job) throws Exception {
    return until(job, view -> !view.path("finishedAt").isNull());
  }

  @Test
  void itemsAndTheirAttemptsSayWhichNodeFetchedThem() throws Exception {
    origin.on("/a", Reply.ok("a"));
    origin.on("/b", Reply.status(503), Reply.ok("b"));
    origin.on("/c", Reply.status(404));
    String job = job("/a", "/b", "/c");
    ended(job);
    JsonNode items = get(job + "/items").path("items");
    assertThat(items).hasSize(3);
    assertThat(items).allMatch(item -> item.path("node").asText().equals("ant"));
    for (int seq = 0; seq < 3; seq++) {
      JsonNode log = get(job + "/items/" + seq).path("attemptLog");
      assertThat(log).hasSize(seq == 1 ? 2 : 1);
      assertThat(log).allMatch(attempt -> attempt.path("node").asText().equals("ant"));
    }
  }

  @Test
  void ownFetchersAreOneNodeUnderItsName() throws Exception {
    JsonNode all = until("/fetchers", view -> view.at("/fetchers/0/capacity").asInt() == 32);
    assertThat(all.path("fetchers")).hasSize(1);
    assertThat(all.at("/fetchers/0/node").asText()).isEqualTo("ant");
    assertThat(all.at("/fetchers/0/state").asText()).isEqualTo("active");
  }

  @Test
  void jobsWaitWhileTheOnlyNodeIsDrainedAndGoOnAfterARestart() throws Exception {
    origin.on("/a", Reply.ok("a"));
    until("/fetchers", view -> view.at("/fetchers/0/capacity").asInt() == 32);
    assertThat(post("/fetchers/ant/drain", "").path("state").asText()).isEqualTo("draining");
    String job = job("/a");
    until(job, view -> view.at("/progress/discoveryDone").asBoolean());
    assertThat(get(job).path("state").asText()).isEqualTo("running");
    assertThat(origin.requests()).isZero();
    service.close();
    start();
    assertThat(ended(job).path("state").asText()).isEqualTo("succeeded");
    assertThat(get("/fetchers").at("/fetchers/0/state").asText()).isEqualTo("active");
  }

  @Test
  void nodeThatIsNotThereCannotBeDrained() throws Exception {
    JsonNode problem = post("/fetchers/bear/drain", "");
    assertThat(problem.path("status").asInt()).isEqualTo(404);
    assertThat(problem.path("detail").asText()).contains("node");
  }
}
