package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import dev.fetchery.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ended in good order: what is under way gets its grace, and the rest goes on after a restart. */
class StopIT {
  private static final long GRACE_MS = 10_000;

  @TempDir private Path dir;

  private final OriginServer origin = OriginServer.start();

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void sigtermKeepsStateAndPartsAndARestartContinuesThem() throws Exception {
    byte[] large = Reply.bytes(600_000, 1);
    OriginServer.Script truthful = Ranges.of(large, "\"tag\"", Ranges.Lie.NONE);
    origin.on(
        "/large",
        seen ->
            seen.header("range") == null
                ? truthful.reply(seen).with(new OriginFault.Drip(5_000, 200))
                : truthful.reply(seen));
    origin.otherwise(seen -> Reply.ok("small").after(300));
    String id;
    try (JarProcess serve = Api.serve(dir)) {
      Api api = Api.of(serve);
      id =
          api.submit(
              """
              {"name": "stop", "source": {"type": "urls", "urls": ["%s", "%s", "%s"]},
               "limits": {"concurrency": 2}}
              """
                  .formatted(origin.url("/large"), origin.url("/1"), origin.url("/2")));
      api.await(id, job -> job.at("/progress/bytes").asLong() > 70_000);
      long before = System.nanoTime();
      assertThat(serve.terminate().await()).isZero();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
          .isBetween(GRACE_MS - 1_000, GRACE_MS + 10_000);
    }
    var stored = StoredState.stored(dir.resolve("data"), dir.resolve("copy")).get("stop");
    assertThat(stored.row().state()).isEqualTo(JobState.RUNNING);
    List<String> parts = StoredState.workingFiles(dir.resolve("downloads"));
    assertThat(parts).hasSize(1);
    long kept = Files.size(dir.resolve("downloads").resolve(parts.get(0)));
    assertThat(kept).isBetween(70_000L, 599_999L);
    try (JarProcess serve = Api.serve(dir)) {
      JsonNode ended = Api.of(serve).awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(3);
    }
    assertThat(dir.resolve("downloads/stop/large")).hasBinaryContent(large);
    assertThat(StoredState.workingFiles(dir.resolve("downloads"))).isEmpty();
    List<OriginServer.Seen> asked = origin.seen("/large");
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).header("range")).isEqualTo("bytes=" + kept + "-");
    assertThat(asked.get(1).header("if-range")).isEqualTo("\"tag\"");
    assertThat(origin.requests("/1") + origin.requests("/2")).isEqualTo(2);
  }

  @Test
  void interruptedRunIsContinuedAndAsksForNothingTwice() throws Exception {
    origin.otherwise(seen -> Reply.ok(seen.path()).after(50));
    Path job = dir.resolve("job.json");
    Files.writeString(
        job,
        """
        {"name": "run", "source": {"type": "template", "url": "%s/{value}",
         "values": {"from": 0, "to": 299}}, "limits": {"concurrency": 4}}
        """
            .formatted(origin.url("")));
    try (JarProcess run = JarProcess.start(dir, "run", job)) {
      run.awaitLine(line -> line.startsWith("OK "));
      assertThat(run.interrupt().await()).isEqualTo(130);
    }
    assertThat(origin.requests()).isLessThan(300);
    try (JarProcess run = JarProcess.start(dir, "run", job)) {
      assertThat(run.await()).isZero();
    }
    assertThat(origin.requests()).isEqualTo(300);
  }

  /** A plan, whose temporary directory is below a directory of the test. */
  private JarProcess plan() throws Exception {
    origin.otherwise(seen -> Reply.ok("[\"" + origin.url("/a") + "\"]"));
    Path job = dir.resolve("plan.json");
    Files.writeString(
        job, "{\"source\": {\"type\": \"json\", \"url\": \"%s\"}}".formatted(origin.url("/l")));
    Path temporary = Files.createDirectories(dir.resolve("tmp"));
    return JarProcess.start(dir, List.of("-Djava.io.tmpdir=" + temporary), "run", "--dry-run", job);
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> all = Files.list(dir.resolve("tmp"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("fetchery-")).toList();
    }
  }

  @Test
  @Timeout(60)
  void planThatIsEndedBeforeItWorksLeavesNothing() throws Exception {
    try (JarProcess plan = plan()) {
      Until.holds(() -> !temporary().isEmpty());
      plan.terminate().await();
    }
    assertThat(temporary()).isEmpty();
  }

  @Test
  @Timeout(60)
  void planThatIsEndedWhileItEndsLeavesNothing() throws Exception {
    try (JarProcess plan = plan()) {
      plan.awaitLine(line -> line.contains("nothing was saved"));
      plan.terminate().await();
    }
    assertThat(temporary()).isEmpty();
  }

  @Test
  @Timeout(60)
  void listOfARunThatIsEndedIsNotLeft() throws Exception {
    origin.otherwise(seen -> Reply.ok("x").after(200));
    Path temporary = Files.createDirectories(dir.resolve("tmp"));
    List<String> machine = List.of("-Djava.io.tmpdir=" + temporary);
    try (JarProcess run = JarProcess.start(dir, machine, "run", "-")) {
      for (int i = 0; i < 200; i++) {
        run.say(origin.url("/" + i));
      }
      run.endInput();
      run.awaitLine(line -> line.startsWith("OK "));
      assertThat(run.terminate().await()).isNotZero();
    }
    assertThat(temporary()).isEmpty();
  }
}
