package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client's commands print with --json where the service refuses. */
class ClientRefusalsTest {
  private static final String UNKNOWN = "01JD2YCQ4M1S5D0W9T8Z7K6P3R";

  @TempDir private Path dir;
  private RunningService service;

  @BeforeEach
  void start() {
    service = RunningService.start(dir, 0, "secret", Map.of());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private Execution json(String command, Object... more) throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "secret");
    Object[] args = new Object[4 + more.length];
    args[0] = command;
    args[1] = "--json";
    args[2] = "--server=" + service.address();
    args[3] = "--token-file=" + token;
    System.arraycopy(more, 0, args, 4, more.length);
    return Execution.of(args);
  }

  private static List<JsonNode> documents(Execution execution) {
    return execution.out().lines().map(ServiceClient::json).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"show", "watch", "pause", "resume", "cancel", "retry", "verify", "delete"})
  void refusalIsTheDocumentOfTheInterface(String command) throws Exception {
    Execution execution = json(command, UNKNOWN);
    assertThat(execution.status()).isEqualTo(1);
    assertThat(documents(execution))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path("status").asInt()).isEqualTo(404));
    assertThat(execution.err().lines()).singleElement().asString().contains("(HTTP 404)");
  }

  @Test
  void ofSeveralJobsEachHasALine() throws Exception {
    Execution execution = json("pause", UNKNOWN, "none");
    assertThat(documents(execution))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.path("status").asInt()).isEqualTo(404));
    assertThat(execution.err().lines()).hasSize(2);
  }

  @Test
  void refusedJobIsTheDocumentWithItsFaults() throws Exception {
    Path job = Files.writeString(dir.resolve("bad.json"), "{\"limits\": 2}");
    for (Execution execution : List.of(json("submit", job), json("submit", "--dry-run", job))) {
      assertThat(execution.status()).isEqualTo(2);
      assertThat(documents(execution))
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.path("errors").findValuesAsText("pointer"))
                      .contains("/limits"));
      assertThat(execution.err()).contains("bad.json: /limits: ");
    }
  }

  @Test
  void missingTokenIsTheDocumentToo() {
    Execution execution = Execution.of("list", "--json", "--server=" + service.address());
    assertThat(documents(execution))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path("status").asInt()).isEqualTo(401));
    assertThat(execution.err()).contains("asks for a token");
  }

  @Test
  void answerOfAnotherProgramIsNotPrinted() {
    try (OriginServer origin = OriginServer.start()) {
      origin.otherwise(request -> Reply.status(502));
      Execution execution = Execution.of("list", "--json", "--server=" + origin.url(""));
      assertThat(execution.out()).isEmpty();
      assertThat(execution.err()).contains("and not as Fetchery does");
    }
  }
}
