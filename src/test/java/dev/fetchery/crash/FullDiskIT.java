package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when there is no room: on small file systems, mounted for it. */
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
    Path downloads = dir.resolve("downloads");
    try (Mount mount = Mount.tmpfs(downloads, "size=4m");
        JarProcess serve = Api.serve(dir)) {
      Api api = Api.of(serve);
      String id = api.submit(job(60, ", \"limits\": {\"concurrency\": 8}"));
      JsonNode paused = api.awaitState(id, "paused");
      assertThat(paused.at("/error/code").asText()).isEqualTo("disk");
      assertThat(paused.at("/error/detail").asText()).contains("No space left");
      JsonNode still = api.await(id, job -> job.at("/progress/active").asInt() == 0);
      assertThat(still.at("/progress/failed").asInt()).isZero();
      assertThat(still.at("/progress/waiting").asInt()).isPositive();

      mount.resize("40m");
      assertThat(api.post("/jobs/" + id + "/resume", "").statusCode()).isEqualTo(200);
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(60);
      assertThat(ended.get("error").isNull()).isTrue();
      assertThat(Wreck.workingFiles(downloads)).isEmpty();
      for (int i = 0; i < 60; i++) {
        assertThat(downloads.resolve("full/" + i)).hasBinaryContent(Reply.bytes(sizes[i % 3], i));
      }
      assertThat(serve.terminate().await()).isZero();
    }
  }

  @Test
  void fullDataDirectoryAnnouncesNothingAndRecovers() throws Exception {
    origin.otherwise(seen -> Reply.ok("x"));
    Path data = dir.resolve("data");
    try (Mount mount = Mount.tmpfs(data, "size=3m,mode=700");
        JarProcess serve = Api.serve(dir)) {
      Api api = Api.of(serve);
      String id = api.submit(job(30_000, ""));
      api.awaitReady(503);
      Ledger ledger = new Ledger(id);
      Thread feed = ledger.follow(api.client(), api.address());
      long done = api.job(id).at("/progress/done").asLong();
      ledger.compare(Wreck.stored(data, dir.resolve("copy")).get("full").completions());
      assertThat(done).isLessThan(30_000);
      assertThat(api.get("/health/live").statusCode()).isEqualTo(200);

      mount.resize("100m");
      api.awaitReady(200);
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(30_000);
      assertThat(ledger.awaitEnd(10_000)).isTrue();
      feed.join();
      assertThat(ledger.last()).isEqualTo(30_000);
      int most = IntStream.range(0, 30_000).map(i -> origin.requests("/" + i)).max().orElse(0);
      assertThat(most).as("requests for one item").isEqualTo(1);
      assertThat(serve.terminate().await()).isZero();
    }
  }

  @Test
  void fullDataDirectoryAtStartIsOneLine() throws Exception {
    Path data = dir.resolve("data");
    try (Mount mount = Mount.tmpfs(data, "size=16k,mode=700")) {
      Files.write(mount.at().resolve("other"), new byte[8 << 10]);
      try (JarProcess serve = Api.serve(dir)) {
        assertThat(serve.await()).isEqualTo(1);
        assertThat(serve.err()).hasSize(1);
        assertThat(serve.err().get(0)).startsWith("fetchery: ").contains(data.toString());
      }
    }
  }
}
