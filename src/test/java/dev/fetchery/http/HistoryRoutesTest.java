package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Series;
import dev.fetchery.store.JobStore.ItemAttempt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HistoryRoutesTest {
  @TempDir Path directory;
  private Service service;
  private Http http;
  private String job;

  @BeforeEach
  void start() {
    service = Service.start(directory);
    http = service.http;
    job = service.job();
    service.items(job, 3);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private JsonNode get(String path) {
    return Http.json(http.get("/api/v1/jobs/" + job + path));
  }

  @Test
  void attemptsKeptAreShownWithTheItem() {
    AttemptRecord failed =
        new AttemptRecord(
            Service.NOW,
            "http://user:geheim@a.test/1.png",
            503,
            new Fault(ErrorCode.HTTP_STATUS, "HTTP 503"),
            9,
            41L,
            "127.0.0.1:80",
            "one");
    Service.get(service.store.addAttempts(job, List.of(new ItemAttempt(1, failed))));
    JsonNode item = get("/items/1");
    assertThat(item.path("seq").asInt()).isEqualTo(1);
    assertThat(item.path("state").asText()).isEqualTo("waiting");
    assertThat(item.path("attemptLog"))
        .hasToString(
            "[{\"at\":\"2026-01-02T03:04:05.678Z\",\"url\":\"http://***@a.test/1.png\",\"status\":503,"
                + "\"code\":\"http_status\",\"detail\":\"HTTP 503\",\"bytes\":9,\"durationMs\":41,"
                + "\"remoteAddress\":\"127.0.0.1:80\",\"node\":\"one\"}]");
  }

  @Test
  void onlyAttemptIsToldFromTheItem() {
    service.store(job, 0, 1);
    JsonNode log = get("/items/0").path("attemptLog");
    assertThat(log).hasSize(1);
    assertThat(log.get(0).path("at").asText()).isEqualTo("2026-01-02T03:04:05.666Z");
    assertThat(log.get(0).path("status").asInt()).isEqualTo(200);
    assertThat(log.get(0).path("url").asText()).isEqualTo("http://***@a.test/0.png");
    assertThat(get("/items/2").path("attemptLog")).isEmpty();
  }

  @Test
  void activeItemIsShownLive() {
    service.on(
        Command.ShowActive.class,
        any ->
            new Answer.ActiveItems(
                List.of(new Answer.Active(2, 1, Service.NOW, 7, 70L, 3.5, "one"))));
    JsonNode item = get("/items/2");
    assertThat(item.path("state").asText()).isEqualTo("active");
    assertThat(item.path("bytes").asInt()).isEqualTo(7);
    assertThat(item.path("bytesPerSecond").asDouble()).isEqualTo(3.5);
  }

  @Test
  void waitingItemTellsWhatIsKeptOfItsBody() {
    service.on(
        Command.ShowActive.class,
        any -> new Answer.ActiveItems(List.of(), List.of(new Answer.Kept(2, 7, 70L))));
    for (JsonNode item : List.of(get("/items/2"), get("/items").path("items").path(2))) {
      assertThat(item.path("state").asText()).isEqualTo("waiting");
      assertThat(item.path("bytes").asInt()).isEqualTo(7);
      assertThat(item.path("size").asInt()).isEqualTo(70);
      assertThat(item.has("bytesPerSecond")).isFalse();
    }
    assertThat(get("/items/1").path("bytes").asInt()).isZero();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path : List.of("/items/3", "/items/99999999999999999999")) {
      assertThat(http.get("/api/v1/jobs/" + job + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(http.get("/api/v1/jobs/" + job + "/items/-1").statusCode()).isEqualTo(400);
    for (String path : List.of("/items/0", "/series", "/log")) {
      assertThat(http.get("/api/v1/jobs/none" + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void seriesHoldsRatesASecondAndMarks() {
    Series series =
        new Series(
            Service.NOW.toEpochMilli(),
            2_000,
            List.of(
                new Series.Point(5, 1_000, 4_000, 2_000),
                new Series.Point(0, 0, 0, 0),
                new Series.Point(1, 100, 1_000, 1_000)),
            Series.Pace.NONE);
    Service.get(service.store.keep(job, series));
    service.state(job, JobState.PAUSED, null);
    Service.get(service.store.log(job, LogEntry.Kind.BACKOFF, "a.test:80 for 3 s"));
    JsonNode view = get("/series");
    assertThat(view.path("stepMs").asInt()).isEqualTo(2_000);
    assertThat(view.path("from").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(view.path("items")).hasToString("[2.5,0.0,1.0]");
    assertThat(view.path("bytes")).hasToString("[500.0,0.0,100.0]");
    assertThat(view.path("active")).hasToString("[2.0,0.0,1.0]");
    assertThat(view.path("marks").findValuesAsText("kind")).containsExactly("paused", "backoff");
  }

  @Test
  void jobThatHasNotRunHasAnEmptySeries() {
    JsonNode view = get("/series");
    assertThat(view.path("items")).isEmpty();
    assertThat(view.path("from").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
  }

  @Test
  void logIsReadPageByPage() {
    Service.get(service.store.log(job, LogEntry.Kind.RETRIED, "3 items"));
    JsonNode first = get("/log?limit=2");
    assertThat(first.path("entries").findValuesAsText("kind"))
        .containsExactly("created", "started");
    JsonNode second = get("/log?limit=2&after=" + first.path("next").asText());
    assertThat(second.path("entries").findValuesAsText("detail")).containsExactly("3 items");
    assertThat(second.path("next").isNull()).isTrue();
  }
}
