package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watching a service whose connections break, played by an origin. */
class RemoteWatchTest {
  private static final String JOB = "/api/v1/jobs/J";
  private static final String EVENTS = JOB + "/events";

  private final OriginServer service = OriginServer.start();

  @AfterEach
  void stop() {
    service.close();
  }

  private static String view(String state, int done) {
    return "{\"id\":\"J\",\"name\":\"mine\",\"state\":\"%s\",\"error\":null,\"directory\":\"/d/mine\","
            .formatted(state)
        + "\"progress\":{\"discovered\":3,\"discoveryDone\":true,\"waiting\":%d,\"done\":%d,"
            .formatted(3 - done, done)
        + "\"bytes\":3,\"elapsedMs\":1500}}";
  }

  private static String item(int n) {
    return "event: item\ndata: {\"seq\":%d,\"key\":null,\"url\":\"http://h/%d\",\"file\":\"f%d\","
            .formatted(n, n, n)
        + "\"state\":\"done\",\"status\":200,\"durationMs\":7,\"error\":null,\"n\":%d}\nid: %d\n\n"
            .formatted(n, n);
  }

  private static Reply feed(String events) {
    return Reply.ok(events).with("Content-Type", "text/event-stream").framed(Reply.Framing.CHUNKED);
  }

  private static String end() {
    return "event: end\ndata: " + view("succeeded", 3) + "\nid: 3\n\n";
  }

  private Execution watch(Object... more) {
    Object[] args = new Object[4 + more.length];
    args[0] = "watch";
    args[1] = "--server";
    args[2] = service.url("");
    args[3] = "J";
    System.arraycopy(more, 0, args, 4, more.length);
    return Execution.of(args);
  }

  @Test
  void lostConnectionIsContinuedBehindTheLastItem() {
    service.on(JOB, Reply.ok(view("running", 0)));
    String cut = item(2).substring(0, 60);
    service.on(
        EVENTS,
        request ->
            "1".equals(request.header("Last-Event-ID"))
                ? feed(": back\n\n" + item(2) + item(3) + end())
                : feed(item(1) + cut).with(new OriginFault.CloseAfter(item(1).length() + 40)));
    Execution execution = watch();
    assertThat(execution.out().lines())
        .containsExactly(
            "OK f1 200 7 ms",
            "OK f2 200 7 ms",
            "OK f3 200 7 ms",
            "3 items in 1.50 s: 3 done; saved in /d/mine");
    assertThat(execution.status()).isZero();
    assertThat(execution.err()).isEmpty();
  }

  @Test
  void jobThatEndedMeanwhileIsToldByItsView() {
    service.on(JOB, Reply.ok(view("running", 0)), Reply.ok(view("partial", 3)));
    service.on(EVENTS, feed(item(1)), Reply.ok("").withStatus(204));
    Execution execution = watch("--quiet");
    assertThat(execution.status()).isEqualTo(3);
    assertThat(execution.out().lines()).hasSize(1);
  }

  @Test
  void serviceThatStartsAgainIsWaitedFor() {
    service.on(JOB, Reply.ok(view("running", 0)));
    service.on(EVENTS, Reply.status(503), feed(item(1) + item(2) + item(3) + end()));
    assertThat(watch().status()).isZero();
  }

  /** As with {@code | head -1}. */
  @Test
  void watchingEndsWithTheProgramThatReadsIt() {
    service.on(JOB, Reply.ok(view("running", 0)));
    service.on(
        EVENTS, feed(item(1) + item(2) + item(3)).with(new OriginFault.Stall(item(1).length())));
    StringWriter errors = new StringWriter();
    Writer ended =
        new Writer() {
          @Override
          public void write(char[] chars, int from, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    int status =
        FetcheryCommand.commandLine()
            .setOut(new PrintWriter(ended))
            .setErr(new PrintWriter(errors))
            .execute("watch", "--server", service.url(""), "J");
    assertThat(status).isEqualTo(130);
    assertThat(errors.toString()).isEmpty();
  }

  @Test
  void jobThatWasDeletedMeanwhileIsAnError() {
    service.on(JOB, Reply.ok(view("running", 0)));
    service.on(
        EVENTS,
        feed(item(1)),
        Reply.ok("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"no such job\"}")
            .withStatus(404));
    Execution execution = watch();
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err()).contains("no such job (HTTP 404)");
  }

  @Test
  void searchAndStatesAreTheInterfacesParameters() {
    service.on("/api/v1/jobs", Reply.ok("{\"jobs\":[],\"next\":null}"));
    Execution execution =
        Execution.of(
            "list", "--server", service.url(""), "--search", "a b&c", "--state", "running,paused");
    assertThat(execution.status()).isZero();
    assertThat(service.seen("/api/v1/jobs"))
        .singleElement()
        .extracting(OriginServer.Seen::target)
        .isEqualTo("/api/v1/jobs?limit=100&state=running%2Cpaused&q=a%20b%26c");
  }

  @Test
  void whatIsNoFetcheryIsToldApart() {
    service.on("/api/v1/jobs", Reply.ok("<html>").withStatus(502));
    Execution execution = Execution.of("list", "--server", service.url(""));
    assertThat(execution.status()).isEqualTo(1);
    assertThat(execution.err()).contains("answered HTTP 502, and not as Fetchery does");
  }

  @Test
  void whatSpeaksNoHttpIsTold() {
    service.on(
        "/api/v1/jobs",
        Reply.ok("").with(new OriginFault.NotHttp("SSH-2.0-OpenSSH\r\n")),
        Reply.ok("").with(new OriginFault.CloseBeforeHead()));
    assertThat(Execution.of("list", "--server", service.url("")).err())
        .contains("what answers there speaks no HTTP; --server or FETCHERY_SERVER names another");
    assertThat(Execution.of("list", "--server", service.url("")).err())
        .contains("the connection was closed without an answer; --server");
    String tls = service.url("").replace("http:", "https:");
    assertThat(Execution.of("list", "--server", tls).err())
        .contains(": TLS: ", "; is it http:// and not https://?");
  }

  /** Without an id the path would be that of all jobs. */
  @ParameterizedTest
  @ValueSource(
      strings = {"show", "watch", "pause", "resume", "cancel", "retry", "verify", "delete"})
  void whatIsNoIdIsAMistake(String command) {
    for (String id : List.of("", " ", ".", "..")) {
      Execution execution = Execution.of(command, "--server", service.url(""), id);
      assertThat(execution.status()).isEqualTo(2);
      assertThat(execution.err()).contains("\"" + id + "\" is not the id of a job");
    }
    assertThat(service.seen("/api/v1/jobs/")).isEmpty();
  }
}
