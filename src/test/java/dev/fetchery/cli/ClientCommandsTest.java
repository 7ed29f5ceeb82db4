package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.net.InetAddress;
import java.net.ServerSocket;
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

/** The client's commands against the real service in this process. */
class ClientCommandsTest {
  @TempDir private Path dir;
  private OriginServer origin;
  private RunningService service;

  @BeforeEach
  void start() {
    origin = OriginServer.start();
    origin.on("/a", Reply.ok("a")).on("/b", Reply.ok("bb"));
    service = RunningService.start(dir, 0, null, Map.of());
  }

  @AfterEach
  void stop() {
    service.close();
    origin.close();
  }

  private Execution client(String command, Object... more) {
    Object[] args = new Object[3 + more.length];
    args[0] = command;
    args[1] = "--server";
    args[2] = service.address();
    System.arraycopy(more, 0, args, 3, more.length);
    return Execution.of(args);
  }

  /** Submits a list of these paths and follows it to its end. */
  private Execution watched(String... paths) throws Exception {
    List<String> urls = List.of(paths).stream().map(origin::url).toList();
    Path list = Files.write(dir.resolve("mine.txt"), urls);
    return client("submit", "--watch", list);
  }

  private String submitted(String... paths) throws Exception {
    return watched(paths).out().lines().findFirst().orElseThrow();
  }

  @Test
  void submittedListIsWatchedToItsEnd() throws Exception {
    Execution execution = watched("/a", "/b", "/none");
    assertThat(execution.status()).isEqualTo(3);
    List<String> lines = execution.out().lines().toList();
    assertThat(lines.get(0)).matches("[0-9A-Z]{26}");
    assertThat(lines)
        .hasSize(5)
        .anyMatch(line -> line.startsWith("OK mine/a 200 "))
        .anyMatch(line -> line.equals("not found " + origin.url("/none") + " 404"));
    assertThat(lines.get(4)).startsWith("3 items in ").contains(": 2 done, 1 not found");
    assertThat(dir.resolve("downloads/mine/b")).hasContent("bb");
  }

  @Test
  void submittedJobIsItsIdAlone() throws Exception {
    Path job =
        Files.writeString(
            dir.resolve("job.json"),
            "{\"source\": {\"type\": \"urls\", \"urls\": [\"" + origin.url("/a") + "\"]}}");
    Execution execution = client("submit", job);
    assertThat(execution.status()).isZero();
    assertThat(execution.out()).matches("[0-9A-Z]{26}\\R");
    assertThat(client("watch", execution.out().strip()).status()).isZero();
  }

  @Test
  void faultsOfTheLinesAndOfTheOptionsOfASubmittedListAreToldTogether() throws Exception {
    Path list = Files.writeString(dir.resolve("two.txt"), origin.url("/a") + "\nno url\n");
    Execution execution = client("submit", list, "--as", "{nothing}");
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err()).contains("nothing").containsPattern("(?m)line 2|:2:");
  }

  @Test
  void jsonIsWhatTheInterfaceAnswers() throws Exception {
    String id = submitted("/a");
    Execution shown = client("show", "--json", id);
    assertThat(ServiceClient.json(shown.out()).path("id").asText()).isEqualTo(id);
    JsonNode jobs = ServiceClient.json(client("list", "--json").out()).path("jobs");
    assertThat(jobs).hasSize(1);
    Execution items = client("watch", "--json", id);
    assertThat(ServiceClient.json(items.out()).path("n").asInt()).isEqualTo(1);
  }

  @Test
  void listIsATable() throws Exception {
    String id = submitted("/a", "/none");
    assertThat(client("list").out().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .matches("ID +STATE +DONE +TROUBLE +BYTES +AGE +NAME");
    assertThat(client("list").out().lines().skip(1))
        .singleElement()
        .asString()
        .matches(id + "  partial +1/2 +1 +1 B +\\d+ s  mine");
    assertThat(client("list", "--state", "running").out()).isEqualToIgnoringNewLines("no jobs");
  }

  @Test
  void showTellsFailuresByCause() throws Exception {
    String id = submitted("/a", "/none", "/nothing");
    assertThat(client("show", id).out().lines())
        .contains("id        " + id, "name      mine", "state     partial", "failures")
        .anyMatch(line -> line.startsWith("items     3 items in "))
        .anyMatch(
            line ->
                line.matches(
                    "  2  http_status: .*404.*; first: " + origin.url("/") + ".* \\(item \\d\\)"));
  }

  @Test
  void showOfAJobThatSavedNothingNamesNoDirectory() throws Exception {
    String id = submitted("/none");
    assertThat(client("show", id).out().lines())
        .contains("state     failed", "bytes     0 B")
        .noneMatch(line -> line.startsWith("saved in"));
    assertThat(client("show", submitted("/a")).out()).containsPattern("saved in  /\\S+/mine");
  }

  @Test
  void commandsAnswerWithTheStateOfEachJob() throws Exception {
    origin.on("/late", request -> Reply.status(503));
    Path list = Files.writeString(dir.resolve("late.txt"), origin.url("/late"));
    String first = client("submit", list).out().strip();
    String second = client("submit", list).out().strip();
    assertThat(client("pause", first, second).out().lines())
        .containsExactly(first + " paused", second + " paused");
    assertThat(client("resume", first).out()).matches(first + " (running|queued)\\R");
    assertThat(client("cancel", first, second).status()).isZero();
    assertThat(client("delete", first, second).out().lines())
        .containsExactly(first + " deleted", second + " deleted");
    assertThat(client("list").out()).isEqualToIgnoringNewLines("no jobs");
  }

  @Test
  void retryTakesWhatFailed() throws Exception {
    String id = submitted("/a", "/none");
    origin.on("/none", Reply.ok("there now"));
    assertThat(client("retry", id).status()).isZero();
    assertThat(client("watch", "--quiet", id).out()).contains("2 done");
    Execution nothing = client("retry", id);
    assertThat(nothing.status()).isEqualTo(1);
    assertThat(nothing.err()).startsWith("fetchery: " + id + ": ").contains("(HTTP 409)");
  }

  @Test
  void retryTakesOneItem() throws Exception {
    String id = submitted("/none", "/a", "/neither");
    origin.on("/none", Reply.ok("there now"));
    origin.on("/neither", Reply.ok("there now"));
    assertThat(client("retry", id, "--item", "0").status()).isZero();
    assertThat(client("watch", "--quiet", id).out()).contains("2 done, 1 not found");
    assertThat(client("retry", id, "--item", "1").err()).contains("(HTTP 409)");
    assertThat(client("retry", id, "--item", "0,3").err()).contains("no item 3 (HTTP 404)");
    assertThat(client("retry", id, "--item", "2", "--item=0").status()).isZero();
    assertThat(client("watch", "--quiet", id).out()).contains("3 done");
    for (String none : List.of("two", "-1", "1.5")) {
      Execution wrong = client("retry", id, "--item=" + none);
      assertThat(wrong.status()).as(none).isEqualTo(2);
      assertThat(wrong.err()).as(none).contains("--item");
    }
    Execution both = client("retry", id, id, "--item", "2");
    assertThat(both.status()).isEqualTo(2);
    assertThat(both.err()).contains("--item goes with one ID alone");
  }

  @Test
  void verifyFailsWhereAFileIsNotAsItWasSaved() throws Exception {
    String id = submitted("/a", "/b");
    assertThat(client("verify", id).out()).startsWith(id + " 2 of 2 files intact");
    Files.writeString(dir.resolve("downloads/mine/a"), "other");
    Files.delete(dir.resolve("downloads/mine/b"));
    Execution verified = client("verify", id);
    assertThat(verified.status()).isEqualTo(1);
    assertThat(verified.out().lines())
        .contains(
            "missing mine/b", "corrupt mine/a", id + " 0 of 2 files intact, 1 missing, 1 corrupt");
  }

  @Test
  void oneUnknownJobDoesNotKeepTheOthersFromBeingDone() throws Exception {
    String id = submitted("/a");
    Execution execution = client("delete", "01JD2YCQ4M1S5D0W9T8Z7K6P3R", id, "../x");
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.out()).isEqualToIgnoringNewLines(id + " deleted");
    assertThat(execution.err().lines()).hasSize(2).allMatch(line -> line.contains("(HTTP 404)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "watch", "pause", "resume", "cancel", "retry", "verify"})
  void unknownJobIsOneLine(String command) {
    Execution execution = client(command, "01JD2YCQ4M1S5D0W9T8Z7K6P3R");
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err().lines()).singleElement().asString().contains("(HTTP 404)");
    assertThat(execution.out()).isEmpty();
  }

  @Test
  void faultsOfAJobAndOfAListAreLines() throws Exception {
    Path job = Files.writeString(dir.resolve("bad.json"), "{\"sources\": 1, \"limits\": 2}");
    Execution execution = client("submit", job);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err().lines()).anyMatch(line -> line.contains("bad.json: /limits: "));
    Path list = Files.writeString(dir.resolve("bad.txt"), origin.url("/a") + "\nnope\n");
    assertThat(client("submit", list).err()).contains("bad.txt: line 2: ");
    assertThat(client("submit", dir.resolve("none.txt")).err()).contains("none.txt: no such file");
  }

  @Test
  void dryRunMakesNoJob() throws Exception {
    Path list = Files.writeString(dir.resolve("mine.txt"), origin.url("/a"));
    Execution planned = client("submit", "--dry-run", list);
    assertThat(planned.out().lines())
        .containsExactly(
            origin.url("/a") + " -> mine/a",
            "1 item from 1 host, 0 exist already; nothing was saved");
    assertThat(client("list").out()).isEqualToIgnoringNewLines("no jobs");
  }

  @Test
  void anotherProgramThereIsToldAndNotTakenForAnEmptyService() throws Exception {
    origin.otherwise(request -> Reply.ok("<p>hello").with("Content-Type", "text/html"));
    Path list = Files.writeString(dir.resolve("mine.txt"), origin.url("/a"));
    String server = "--server=" + origin.url("");
    for (Execution execution :
        List.of(
            Execution.of("list", server),
            Execution.of("show", "x", server),
            Execution.of("retry", "x", "y", server),
            Execution.of("submit", list.toString(), server))) {
      assertThat(execution.status()).isEqualTo(1);
      assertThat(execution.out()).isEmpty();
      assertThat(execution.err().lines())
          .singleElement()
          .asString()
          .startsWith(
              "fetchery: " + origin.url("") + " is no Fetchery: it answers with text/html;");
    }
  }

  @Test
  void noServiceThereIsOneLine() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Execution execution = Execution.of("list", "--server", "http://127.0.0.1:" + port);
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err().lines())
        .singleElement()
        .asString()
        .startsWith("fetchery: no service at http://127.0.0.1:" + port + ": connection refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "ftp://h", "http://", "x y"})
  void addressThatIsNoneIsAMistake(String address) {
    Execution execution = Execution.of("list", "--server", address);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err())
        .contains("--server must be the address of a service")
        .contains("not \"" + address + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://u:secret@h", "u:secret@h", "http://u:sec ret@h"})
  void addressWithAUserIsNotRepeated(String address) {
    Execution execution = Execution.of("list", "--server", address);
    assertThat(execution.status()).isEqualTo(2);
    assertThat(execution.err())
        .contains("--server must be the address of a service")
        .contains("without a user")
        .doesNotContain("sec");
  }
}
