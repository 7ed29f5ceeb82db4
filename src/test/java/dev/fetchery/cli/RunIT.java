package dev.fetchery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.demo.DemoJobs;
import dev.fetchery.demo.origin.DemoOrigin;
import dev.fetchery.demo.origin.DemoOriginOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class RunIT {
  @TempDir private Path dir;

  private static DemoOrigin origin(Vertx vertx, long lagMs) {
    return DemoOrigin.start(vertx, DemoOriginOptions.defaults().withLagMs(lagMs))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  /** A sample job as a file, its addresses led to the origin. */
  private Path sample(String name, DemoOrigin origin) throws IOException {
    String json =
        DemoJobs.against(origin.baseUrl()).stream()
            .filter(job -> job.name().equals(name))
            .findFirst()
            .orElseThrow()
            .json();
    return Files.writeString(dir.resolve(name + ".json"), json);
  }

  private static String last(List<String> lines) {
    return lines.get(lines.size() - 1);
  }

  @Test
  void itemsArePrintedAsTheyEndAndThenTheSum(Vertx vertx) throws Exception {
    try (JarProcess run = JarProcess.start(dir, "run", sample("flags", origin(vertx, 0)))) {
      assertThat(run.await()).isEqualTo(3);
      assertThat(run.out()).hasSize(21).contains("not found ZZ 404");
      assertThat(run.out()).anyMatch(l -> l.matches("OK CN flags/CN-China\\.gif 200 \\d+ ms"));
      assertThat(last(run.out()))
          .matches(
              "20 items in \\d+\\.\\d\\d s: 19 done, 1 not found; saved in .*/downloads/flags");
      assertThat(run.err()).isEmpty();
      assertThat(dir.resolve("downloads/flags/US-United_States.gif")).isNotEmptyFile();
    }
  }

  @Test
  void probePrintsAddressStatusAndTime(Vertx vertx) throws Exception {
    try (JarProcess run = JarProcess.start(dir, "run", sample("status", origin(vertx, 0)))) {
      assertThat(run.await()).isZero();
      assertThat(run.out()).hasSize(6);
      assertThat(run.out().subList(0, 5)).allMatch(l -> l.matches("http://\\S+ / \\d+ / \\d+ ms"));
    }
  }

  @Test
  void jsonPrintsItemViewsAlone(Vertx vertx) throws Exception {
    try (JarProcess run =
        JarProcess.start(dir, "run", "--json", sample("cats", origin(vertx, 0)))) {
      assertThat(run.await()).isZero();
      assertThat(run.out()).hasSize(10);
      JsonObject item = new JsonObject(run.out().get(0));
      assertThat(item.getString("state")).isEqualTo("done");
      assertThat(item.getString("sha256")).hasSize(64);
    }
  }

  @Test
  void quietPrintsTheLastLineAlone(Vertx vertx) throws Exception {
    try (JarProcess run =
        JarProcess.start(dir, "run", "--quiet", sample("cats", origin(vertx, 0)))) {
      assertThat(run.await()).isZero();
      assertThat(run.out()).hasSize(1);
      assertThat(run.out().get(0)).startsWith("10 items in ").contains(": 10 done; saved in /");
    }
  }

  @Test
  void quietWithJsonPrintsTheJobAloneAsJson(Vertx vertx) throws Exception {
    Path cats = sample("cats", origin(vertx, 0));
    try (JarProcess run = JarProcess.start(dir, "run", "--json", "--quiet", cats)) {
      assertThat(run.await()).isZero();
      assertThat(run.out()).hasSize(1);
      JsonObject job = new JsonObject(run.out().get(0));
      assertThat(job.getString("state")).isEqualTo("succeeded");
      assertThat(job.getJsonObject("progress").getLong("done")).isEqualTo(10);
    }
  }

  /** So many items that storing the job takes longer than a signal. */
  @Test
  void interruptedWhileItIsSubmittedItSaysThatAlone() throws Exception {
    String urls =
        IntStream.range(0, 200_000)
            .mapToObj(i -> "\"http://127.0.0.1:9/" + i + '"')
            .collect(Collectors.joining(","));
    Path job =
        Files.writeString(
            dir.resolve("many.json"),
            "{\"source\": {\"type\": \"urls\", \"urls\": [" + urls + "]}}");
    try (JarProcess run = JarProcess.start(dir, "run", "--port", 0, job)) {
      run.awaitLine(line -> line.startsWith("listening on "));
      assertThat(run.interrupt().await()).isEqualTo(130);
      // On a busy machine Vert.x warns of a slow thread, too.
      assertThat(run.err())
          .filteredOn(line -> !line.contains("BlockedThreadChecker"))
          .singleElement()
          .asString()
          .startsWith("fetchery: interrupted");
    }
  }

  @Test
  void everyFaultOfTheJobFileIsALineWithItsPointer() throws Exception {
    Path job =
        Files.writeString(
            dir.resolve("bad.json"),
            """
            {"source": {"type": "repeat", "url": "ftp://x/", "count": 1}, "limits": {"concurency": 1}}
            """);
    try (JarProcess run = JarProcess.start(dir, "run", job)) {
      assertThat(run.await()).isEqualTo(2);
      assertThat(run.err()).hasSize(2).allMatch(line -> line.contains("bad.json: /"));
      assertThat(run.err().toString()).contains("/source/url: ", "/limits/concurency: ");
      assertThat(dir.resolve("data")).doesNotExist();
    }
  }

  @Test
  void interruptedRunIsContinuedByTheSameCommand(Vertx vertx) throws Exception {
    DemoOrigin origin = origin(vertx, 300);
    Path job =
        Files.writeString(
            dir.resolve("slow.json"),
            """
            {"name": "slow", "source": {"type": "template", "url": "%s/files/{value}/100",
             "values": {"from": 0, "to": 99}}, "limits": {"concurrency": 4}}
            """
                .formatted(origin.baseUrl()));
    try (JarProcess run = JarProcess.start(dir, "run", job)) {
      run.awaitLine(line -> line.startsWith("OK "));
      assertThat(run.terminate().await()).isEqualTo(130);
      assertThat(last(run.err())).contains("interrupted", "the same command continues");
    }
    try (JarProcess run = JarProcess.start(dir, "run", job)) {
      assertThat(run.await()).isZero();
      assertThat(last(run.out())).startsWith("100 items in ").contains(": 100 done; saved in /");
      assertThat(origin.requests()).isBetween(100L, 104L);
    }
  }

  @Test
  void endedRunIsDoneAnewAndLeavesOtherJobsAlone(Vertx vertx) throws Exception {
    DemoOrigin origin = origin(vertx, 0);
    Path cats = sample("cats", origin);
    for (int i = 0; i < 2; i++) {
      try (JarProcess run = JarProcess.start(dir, "run", "--quiet", cats)) {
        assertThat(run.await()).isZero();
      }
    }
    assertThat(origin.requests()).isEqualTo(10);
  }

  @Test
  void dataDirectoryInUseIsOneLineWhereTheServiceMustNotHaveTheJob(Vertx vertx) throws Exception {
    Path cats = sample("cats", origin(vertx, 0));
    try (JarProcess serve = JarProcess.start(dir, "serve", "--port", "0")) {
      serve.awaitLine(line -> line.startsWith("listening on "));
      try (JarProcess run = JarProcess.start(dir, "run", "--here", cats)) {
        assertThat(run.await()).isEqualTo(1);
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().get(0)).contains("in use by another instance");
      }
    }
  }

  @Test
  void serviceOfTheSameDataDirectoryGetsTheJobUntilItStops(Vertx vertx) throws Exception {
    Path cats = sample("cats", origin(vertx, 0));
    Path file = dir.resolve("data/service.json");
    try (JarProcess serve = JarProcess.start(dir, "serve", "--port", "0")) {
      serve.awaitLine(line -> line.startsWith("listening on "));
      try (JarProcess run = JarProcess.start(dir, "run", "--quiet", cats)) {
        assertThat(run.await()).isZero();
        assertThat(run.err()).hasSize(1);
        assertThat(run.err().get(0)).contains("handed to the service at", "--here");
        assertThat(last(run.out())).contains(": 10 done; saved in /");
      }
      assertThat(file).exists();
      assertThat(serve.terminate().await()).isZero();
      assertThat(file).doesNotExist();
    }
  }
}
