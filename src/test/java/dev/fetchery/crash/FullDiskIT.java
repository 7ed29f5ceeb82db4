package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when there is no room: on file systems that have little of it. */
class FullDiskIT {
  @TempDir private Path dir;

  private final OriginServer origin = OriginServer.start();

  @AfterEach
  void close() {
    origin.close();
  }

  private String job(int items, String further) {
    return """
    {"name": "full", "source": {"type": "template", "url": "%s/{value}",
     "values": {"from": 0, "to": %d}}, "save": {"as": "{value}"}%s}
    """
        .formatted(origin.url(""), items - 1, further);
  }

  @Test
  void fullDownloadsPauseTheJobAndResumeGoesOn() throws Exception {
    // Held in memory, streamed, and in between: each way to the disk finds it full.
    int[] sizes = {5_000, 60_000, 300_000};
    origin.otherwise(
        seen -> {
          int number = Integer.parseInt(seen.path().substring(1));
          return Reply.ok(Reply.bytes(sizes[number % 3], number))
              .with("ETag", "\"" + number + "\"");
        });
    try (SmallDisk disk = SmallDisk.of(dir.resolve("downloads"), 4 << 20);
        JarProcess serve = Api.serve(dir, "--downloads-dir", disk.at())) {
      Path downloads = disk.at();
      Api api = Api.of(serve);
      String id = api.submit(job(60, ", \"limits\": {\"concurrency\": 8}"));
      JsonNode paused = api.awaitState(id, "paused");
      assertThat(paused.at("/error/code").asText()).isEqualTo("disk");
      assertThat(paused.at("/error/detail").asText()).contains(": full/");
      JsonNode still = api.await(id, job -> job.at("/progress/active").asInt() == 0);
      assertThat(still.at("/progress/failed").asInt()).isZero();
      assertThat(still.at("/progress/waiting").asInt()).isPositive();

      disk.grow();
      assertThat(api.post("/jobs/" + id + "/resume", "").statusCode()).isEqualTo(200);
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(60);
      assertThat(ended.get("error").isNull()).isTrue();
      assertThat(StoredState.workingFiles(downloads)).isEmpty();
      for (int i = 0; i < 60; i++) {
        assertThat(downloads.resolve("full/" + i)).hasBinaryContent(Reply.bytes(sizes[i % 3], i));
      }
      assertThat(serve.terminate().await()).isZero();
    }
  }

  @Test
  void diskThatFillsAtNinetyPercentOfABodyPausesAndTheBodyIsWholeInTheEnd() throws Exception {
    byte[] large = Reply.bytes(10 << 20, 7);
    origin.on("/0", Ranges.of(large, "\"tag\"", Ranges.Lie.NONE));
    try (SmallDisk disk = SmallDisk.of(dir.resolve("downloads"), 9 << 20);
        JarProcess serve = Api.serve(dir, "--downloads-dir", disk.at())) {
      Api api = Api.of(serve);
      String id = api.submit(job(1, ""));
      JsonNode paused = api.awaitState(id, "paused");
      assertThat(paused.at("/error/code").asText()).isEqualTo("disk");
      api.await(id, job -> job.at("/progress/active").asInt() == 0);
      assertThat(StoredState.finalFiles(disk.at())).isEmpty();

      disk.grow();
      assertThat(api.post("/jobs/" + id + "/resume", "").statusCode()).isEqualTo(200);
      api.awaitState(id, "succeeded");
      assertThat(disk.at().resolve("full/0")).hasBinaryContent(large);
      // What had come stays: only the rest is asked for.
      List<OriginServer.Seen> asked = origin.seen("/0");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(1).header("range")).matches("bytes=[1-9]\\d{6}-");
      assertThat(asked.get(1).header("if-range")).isEqualTo("\"tag\"");
      assertThat(StoredState.workingFiles(disk.at())).isEmpty();
      assertThat(serve.terminate().await()).isZero();
    }
  }

  @Test
  void fullDataDirectoryAnnouncesNothingAndRecovers() throws Exception {
    origin.otherwise(seen -> Reply.ok("x"));
    try (SmallDisk disk = SmallDisk.of(dir.resolve("data"), 3 << 20);
        JarProcess serve = Api.serve(dir, "--data-dir", disk.at())) {
      Api api = Api.of(serve);
      String id = api.submit(job(30_000, ""));
      api.awaitCheck("store", "DOWN");
      assertThat(api.get("/health/ready").statusCode()).isEqualTo(503);
      Ledger ledger = new Ledger(id);
      Thread feed = ledger.follow(api.client(), api.address());
      long done = api.job(id).at("/progress/done").asLong();
      ledger.compare(StoredState.stored(disk.at(), dir.resolve("copy")).get("full").completions());
      assertThat(done).isLessThan(30_000);
      assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
      refusesWhatItCannotStore(api, id);

      disk.grow();
      api.awaitCheck("store", "UP");
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(30_000);
      assertThat(ledger.awaitEnd(60_000)).isTrue();
      feed.join();
      assertThat(ledger.last()).isEqualTo(30_000);
      int most = IntStream.range(0, 30_000).map(i -> origin.requests("/" + i)).max().orElse(0);
      assertThat(most).as("requests for one item").isEqualTo(1);
      assertThat(serve.terminate().await()).isZero();
    }
  }

  /** At once: no answer waits until there is room. */
  private void refusesWhatItCannotStore(Api api, String id) throws Exception {
    HttpResponse<String> pause = api.post("/jobs/" + id + "/pause", "");
    assertThat(pause.statusCode()).isEqualTo(503);
    assertThat(pause.headers().firstValue("Retry-After")).isPresent();
    assertThat(pause.body()).contains("nothing can be stored now");
    assertThat(api.post("/jobs", job(1, "")).statusCode()).isEqualTo(503);
    String manifest = (origin.url("/of-a-manifest") + "\n").repeat(200_000);
    HttpResponse<String> posted = api.post("/jobs", manifest, "text/plain");
    assertThat(posted.statusCode()).isEqualTo(503);
    assertThat(posted.body()).contains("the manifest cannot be stored now");
  }

  @Test
  void fullDataDirectoryAtStartIsOneLine() throws Exception {
    try (SmallDisk disk = SmallDisk.of(dir.resolve("data"), 16 << 10)) {
      Files.write(disk.at().resolve("other"), new byte[8 << 10]);
      try (JarProcess serve = Api.serve(dir, "--data-dir", disk.at())) {
        assertThat(serve.await()).isEqualTo(1);
        assertThat(serve.err()).hasSize(1);
        assertThat(serve.err().get(0)).startsWith("fetchery: ").contains(disk.at().toString());
      }
    }
  }
}
