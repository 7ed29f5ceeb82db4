package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped program, with its default settings, must not be talked into. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExposedIT {
  private static final String URLS =
      "{\"name\": \"%s\", \"source\": {\"type\": \"urls\", \"urls\": [\"%s\"]}}";

  private OriginServer origin;
  private JarProcess serve;
  private Api api;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    origin = OriginServer.start().otherwise(seen -> Reply.ok("x"));
    serve = Api.serve(dir);
    api = Api.of(serve);
  }

  @AfterAll
  void stop() {
    serve.close();
    origin.close();
  }

  @Test
  void originCannotCommandTheServiceByARedirect() throws Exception {
    origin.on("/never", Reply.ok("").with(new OriginFault.Silence()));
    String victim = api.submit(URLS.formatted("victim", origin.url("/never")));
    String order = api.address() + "/api/v1/jobs/" + victim + "/cancel";
    origin.on("/list", Reply.redirect(307, order));
    String id =
        api.submit(
            """
            {"source": {"type": "pages", "url": "%s", "method": "POST",
              "form": {"start": "{start}"}, "at": "", "more": {"untilEmpty": true}}}
            """
                .formatted(origin.url("/list")));
    JsonNode failed = api.awaitState(id, "failed");
    assertThat(failed.at("/error/code").asText()).isEqualTo("blocked_address");
    assertThat(api.job(victim).get("state").asText()).isEqualTo("running");
    api.post("/jobs/" + victim + "/cancel", "");
    api.awaitState(victim, "cancelled");
  }

  @Test
  void originCannotReadTheServiceByARedirect() throws Exception {
    String port = api.address().substring(api.address().lastIndexOf(':'));
    for (String host : List.of("127.0.0.1", "localhost", "127.1", "2130706433", "localhost.")) {
      origin.on("/own", Reply.redirect(302, "http://" + host + port + "/api/v1/jobs"));
      String id = api.submit(URLS.formatted("own", origin.url("/own")));
      api.awaitState(id, "failed");
      String items = api.get("/api/v1/jobs/" + id + "/items").body();
      assertThat(items).as(host).contains("blocked_address", "this service itself");
    }
  }

  @Test
  void nameOfAJobBeginsNoLineOfTheLog() throws Exception {
    String id =
        api.submit(
            URLS.formatted("a\\r\\n2026 INFO forged\\u001b[2J\\u202e\\u2028b", origin.url("/x")));
    api.awaitState(id, "succeeded");
    String line = awaitError("job " + id + " starts");
    assertThat(line).contains("(a__2026 INFO forged_[2J__b)");
    assertThat(serve.err()).noneMatch(l -> l.startsWith("2026 INFO forged"));
  }

  private String awaitError(String part) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      for (String line : serve.err()) {
        if (line.contains(part)) {
          return line;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("not logged: " + part);
  }

  /** Every place that a job may hold one in, and every way for its items to fail. */
  @Test
  void secretsOfJobsAreSaidNowhere() throws Exception {
    origin.on("/denied", Reply.status(403));
    origin.on("/away", Reply.redirect(302, "http://me:geheim@169.254.169.254/"));
    origin.on("/nowhere", Reply.redirect(302, "ftp://me:geheim@host/"));
    origin.on("/cut", Reply.ok("").with(new OriginFault.ResetBeforeHead()));
    String secret = origin.url("/denied").replace("http://", "http://me:geheim@");
    List<String> items =
        List.of(secret, origin.url("/away"), origin.url("/nowhere"), origin.url("/cut"));
    String sent =
        """
        "request": {"headers": {"Authorization": "Bearer geheim", "X-Key": "geheim"}},
        "retry": {"attempts": 1}
        """;
    List<String> jobs =
        List.of(
            """
            {"source": {"type": "urls", "urls": [%s, {"url": "%s", "headers": {"X": "geheim"}}]}, %s}
            """
                .formatted(
                    items.stream().map(url -> '"' + url + '"').collect(Collectors.joining(",")),
                    secret + "?2",
                    sent),
            """
            {"source": {"type": "json", "url": "%s", "headers": {"X": "geheim"}}, %s}
            """
                .formatted(secret, sent),
            """
            {"source": {"type": "urls", "urls": ["%s"]}, %s,
             "lookup": {"url": "%s", "set": {"f": "/f"}, "headers": {"X": "geheim"}},
             "save": {"as": "{f}"}}
            """
                .formatted(origin.url("/x"), sent, secret));
    for (String job : jobs) {
      String id = api.submit(job);
      String path = "/api/v1/jobs/" + id;
      api.await(id, j -> !j.get("finishedAt").isNull());
      for (String answer : List.of("", "/items", "/events")) {
        assertThat(api.get(path + answer).body()).doesNotContain("geheim");
      }
      for (String type : List.of("application/x-ndjson", "text/csv")) {
        assertThat(api.get(path + "/items", "accept", type).body()).doesNotContain("geheim");
      }
      awaitError("job " + id + " failed");
    }
    assertThat(origin.seen("/denied").get(0).header("authorization")).isNotNull();
    assertThat(api.get("/api/v1/jobs").body() + api.get("/metrics").body())
        .doesNotContain("geheim");
    assertThat(serve.out()).noneMatch(line -> line.contains("geheim"));
    assertThat(serve.err()).noneMatch(line -> line.contains("geheim"));
  }

  /** A caller that gives up and asks again, or four hundred at once, loses no job. */
  @Test
  void everyOneOfManyPostsAtOnceIsAJob() {
    List<CompletableFuture<String>> posts =
        IntStream.range(0, 437)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> posted(i)))
            .toList();
    assertThat(posts.stream().map(CompletableFuture::join).distinct()).hasSize(437);
  }

  private String posted(int i) {
    try {
      return api.submit(URLS.formatted("one of many " + i, origin.url("/many/" + i)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void interfaceAnswersWhileDownloadsRun() throws Exception {
    String id =
        api.submit(
            """
            {"name": "busy", "mode": "probe", "source": {"type": "template", "url": "%s/{value}",
              "values": {"from": 1, "to": 20000}}}
            """
                .formatted(origin.url("/busy")));
    long slowestMs = 0;
    int asked = 0;
    while (api.job(id).get("finishedAt").isNull()) {
      long before = System.nanoTime();
      assertThat(api.get("/api/v1/jobs/" + id + "/items?limit=100").statusCode()).isEqualTo(200);
      slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
      asked++;
    }
    assertThat(api.job(id).get("state").asText()).isEqualTo("succeeded");
    assertThat(asked).isPositive();
    assertThat(slowestMs).as("the slowest of %d answers", asked).isLessThan(30_000);
  }
}
