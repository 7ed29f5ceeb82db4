package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ServiceRoutesTest {
  @Test
  void serviceTellsOfItselfAndItsHosts(@TempDir Path directory) {
    try (Service service = Service.start(directory)) {
      service.job();
      Fault fault = new Fault(ErrorCode.TIMEOUT, "no data for 30000 ms");
      service.on(
          Command.ShowHosts.class,
          any ->
              new Answer.Hosts(
                  List.of(new Answer.HostLoad("a.test:80", "slowed", 2, null, 2, 9, fault))));
      JsonNode view = Http.json(service.http.get("/api/v1/service"));
      assertThat(view.path("version").asText()).isNotEmpty();
      assertThat(view.path("downloadsDir").asText()).isEqualTo(service.downloads.toString());
      assertThat(view.path("dataDir").asText()).isEqualTo(service.dataDir.toString());
      assertThat(view.path("freeBytes").asLong()).isPositive();
      assertThat(view.path("uptimeMs").asLong()).isNotNegative();
      assertThat(view.path("limits").path("concurrency").asInt()).isEqualTo(64);
      assertThat(view.path("jobs").path("running").asInt()).isEqualTo(1);
      assertThat(view.path("hosts"))
          .hasToString(
              "[{\"host\":\"a.test:80\",\"state\":\"slowed\",\"limit\":2,\"until\":null,"
                  + "\"active\":2,\"waiting\":9,\"code\":\"timeout\","
                  + "\"detail\":\"no data for 30000 ms\"}]");
    }
  }

  /** A typing error in a parameter would else do something else than what was meant. */
  @ParameterizedTest
  @CsvSource({
    "GET, /jobs?stat=done",
    "GET, /jobs/ID?x=1",
    "POST, /jobs/ID/pause?x=1",
    "POST, /jobs/ID/resume?x=1",
    "POST, /jobs/ID/cancel?x=1",
    "POST, /jobs/ID/retry?codes=timeout",
    "POST, /jobs/ID/verify?x=1",
    "GET, /jobs/ID/verify?x=1",
    "PATCH, /jobs/ID?x=1",
    "DELETE, /jobs/ID?file=true",
    "GET, /jobs/ID/items?states=done",
    "GET, /jobs/ID/items/0?x=1",
    "GET, /jobs/ID/series?x=1",
    "GET, /jobs/ID/log?x=1",
    "GET, /jobs/ID/archive?x=1",
    "GET, /jobs/ID/checksums?x=1",
    "GET, /jobs/ID/events?item=false",
    "GET, /events?after=1",
    "GET, /service?x=1",
    "GET, /fetchers?x=1",
    "POST, /fetchers/n/drain?x=1"
  })
  void aParameterThatTheCallDoesNotHaveIsRefused(
      String method, String call, @TempDir Path directory) {
    try (Service service = Service.start(directory)) {
      String path = "/api/v1" + call.replace("ID", service.job());
      HttpResponse<String> answer =
          service.http.send(
              method, path, BodyPublishers.ofString("{}"), "Content-Type", "application/json");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(Http.json(answer).path("detail").asText()).contains("there is no parameter");
      assertThat(service.commands).isEmpty();
    }
  }

  @Test
  void fetchersAreListedAndDrainedByTheNameOfTheirNode(@TempDir Path directory) {
    FetcherNode node =
        new FetcherNode(
            "fetchery-1",
            "0.1.0",
            FetcherNode.State.DRAINING,
            Service.NOW,
            Service.NOW.plusMillis(250),
            2_048,
            31,
            12.46,
            640_000.04,
            7,
            8);
    String row =
        "{\"node\":\"fetchery-1\",\"version\":\"0.1.0\",\"state\":\"draining\","
            + "\"since\":\"%s\",\"lastSeen\":\"%s\",\"capacity\":2048,\"active\":31,"
                .formatted(ViewJson.text(Service.NOW), ViewJson.text(Service.NOW.plusMillis(250)))
            + "\"itemsPerSecond\":12.5,\"bytesPerSecond\":640000.0}";
    try (Service service = Service.start(directory)) {
      service.on(Command.ShowFetchers.class, any -> new Answer.FetcherNodes(List.of(node)));
      List<String> drained = new ArrayList<>();
      service.on(
          Command.DrainFetchers.class,
          drain -> {
            drained.add(drain.node());
            return drain.node().equals("fetchery-1")
                ? new Answer.FetcherNodes(List.of(node))
                : new Answer.Refused(404, "there is no fetcher of a node with this name");
          });
      assertThat(service.http.get("/api/v1/fetchers").body())
          .isEqualTo("{\"fetchers\":[" + row + "]}");
      assertThat(service.http.post("/api/v1/fetchers/fetchery-1/drain").body()).isEqualTo(row);
      HttpResponse<String> unknown = service.http.post("/api/v1/fetchers/no%20such/drain");
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(Http.json(unknown).path("detail").asText())
          .isEqualTo("there is no fetcher of a node with this name");
      assertThat(drained).containsExactly("fetchery-1", "no such");
      assertThat(service.http.get("/api/v1/fetchers/fetchery-1/drain").statusCode()).isEqualTo(405);
    }
  }
}
