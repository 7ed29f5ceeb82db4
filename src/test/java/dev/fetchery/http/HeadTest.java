package dev.fetchery.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Command;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code HEAD} is {@code GET} without the body (RFC 9110, 9.3.2). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadTest {
  private Service service;
  private String ended;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    service = Service.start(directory);
    ended = service.job();
    service.items(ended, 3);
    Path file = service.downloads.resolve(ended + "/0.png");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "01234");
    service.store(ended, 0, 3);
    service.end(ended);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private String raw(String method, String path, String header) {
    return service.http.raw(method + " " + path + " HTTP/1.1", "Host: localhost", header);
  }

  /**
   * Without the length of a body that has none beforehand: that is no part of an answer to HEAD.
   */
  private static List<String> head(String answer) {
    return answer
        .substring(0, answer.indexOf("\r\n\r\n"))
        .lines()
        .filter(line -> !line.equalsIgnoreCase("transfer-encoding: chunked"))
        .sorted()
        .toList();
  }

  private String feed(String job) {
    return "/api/v1/jobs/" + job + "/events";
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/jobs, 200",
    "/api/v1/jobs?limit=0, 400",
    "/api/v1/jobs/ID, 200",
    "/api/v1/jobs/none, 404",
    "/api/v1/jobs/ID/items, 200",
    "/api/v1/jobs/ID/items?state=moon, 400",
    "/api/v1/jobs/none/items, 404",
    "/api/v1/jobs/ID/files/ID/0.png, 200",
    "/api/v1/jobs/ID/files/none, 404",
    "/api/v1/jobs/ID/events, 200",
    "/api/v1/jobs/ID/events?after=1, 200",
    "/api/v1/jobs/ID/events?after=3, 204",
    "/api/v1/jobs/ID/events?after=x, 400",
    "/api/v1/jobs/none/events, 404",
    "/api/v1/jobs/ID/pause, 405",
    "/health/live, 200",
    "/health/ready, 200",
    "/openapi.yaml, 200",
    "/docs, 200",
    "/assets/docs/swagger-ui.css, 200",
    "/nothing, 404"
  })
  void sameHeadWithoutTheBody(String path, int status) {
    String at = path.replace("ID", ended);
    String answer = raw("HEAD", at, "Accept: */*");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n");
    assertThat(head(answer)).isEqualTo(head(raw("GET", at, "Accept: */*")));
  }

  @Test
  void whatChangesByTheSecondHasALengthToo() {
    String answer = raw("HEAD", "/metrics", "Accept: */*");
    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains("\r\ncontent-type: text/plain;")
        .containsPattern("\r\ncontent-length: [1-9]");
  }

  @ParameterizedTest
  @CsvSource({"application/x-ndjson", "text/csv"})
  void noRowIsReadForAListThatIsNotSent(String type) {
    String items = "/api/v1/jobs/" + ended + "/items";
    List<String> whole = head(raw("GET", items, "Accept: " + type));
    service.commands.clear();
    String answer = raw("HEAD", items, "Accept: " + type);
    assertThat(answer).contains(type).endsWith("\r\n\r\n");
    assertThat(head(answer)).isEqualTo(whole);
    assertThat(service.commands).noneMatch(Command.ShowActive.class::isInstance);
  }

  @Test
  void feedsThatGoOnEndAtOnceAndHaveNoWatcher() {
    for (String path : List.of(feed(service.job()), "/api/v1/events")) {
      String answer = raw("HEAD", path, "Last-Event-ID: 0");
      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
      assertThat(answer).containsIgnoringCase("\r\ncontent-type: text/event-stream\r\n");
      assertThat(service.verticle.hub().watchers()).isZero();
    }
  }

  @Test
  void everyAddressWithGetNamesHeadToo() {
    HttpResponse<String> answer = service.http.send("PUT", "/api/v1/jobs/" + ended, null);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, PATCH, DELETE");
    HttpResponse<String> commands = service.http.get("/api/v1/jobs/" + ended + "/pause");
    assertThat(commands.headers().firstValue("Allow")).hasValue("POST");
  }
}
