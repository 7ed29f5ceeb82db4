package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginFault;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Ranges;
import dev.fetchery.testing.Reply;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large bodies, and the shipped jar: killed inside the first attempt, or with little memory. */
class LargeBodyIT {
  private static final int SIZE = 24 << 20;
  private static final int A_THIRD = SIZE / 3;

  @TempDir private Path dir;

  private final byte[] body = Reply.bytes(SIZE, 1);
  private final OriginServer origin = OriginServer.start();

  @AfterEach
  void close() {
    origin.close();
  }

  @Test
  void itIsContinuedFromWhatWasReceivedBeforeTheKill() throws Exception {
    OriginServer.Script ranges = Ranges.of(body, "\"e\"", Ranges.Lie.NONE);
    // It comes no further than that without a range, however late the kill.
    origin.on(
        "/big.bin",
        r ->
            r.header("range") == null
                ? ranges.reply(r).with(new OriginFault.Stall(SIZE / 2))
                : ranges.reply(r));
    String id;
    try (JarProcess serve = Api.serve(dir)) {
      Api api = Api.of(serve);
      id =
          api.submit(
              "{'source': {'type': 'urls', 'urls': ['%s']}, 'save': {'dir': 'd'}}"
                  .replace('\'', '"')
                  .formatted(origin.url("/big.bin")));
      api.await(id, job -> job.get("progress").get("bytes").asLong() > A_THIRD);
      serve.kill();
    }
    try (JarProcess serve = Api.serve(dir)) {
      Api.of(serve).awaitState(id, "succeeded");
      assertThat(serve.terminate().await()).isZero();
    }
    String range = origin.seen("/big.bin").get(1).header("range");
    assertThat(Integer.parseInt(range.replaceAll("\\D", ""))).isBetween(A_THIRD - (2 << 20), SIZE);
    assertThat(dir.resolve("downloads/d/big.bin")).hasBinaryContent(body);
    assertThat(StoredState.workingFiles(dir.resolve("downloads"))).isEmpty();
  }

  /** There are gaps in it then: to go on behind them would make a file with holes. */
  @Test
  void inSegmentsItBeginsAnewAfterAKill() throws Exception {
    OriginServer.Script ranges = Ranges.of(body, "\"e\"", Ranges.Lie.NONE);
    origin.on("/big.bin", r -> ranges.reply(r).with(new OriginFault.Drip(64 << 10, 10)));
    String id;
    try (JarProcess serve = Api.serve(dir)) {
      Api api = Api.of(serve);
      id =
          api.submit(
              """
              {"source": {"type": "urls", "urls": ["%s"]}, "save": {"dir": "d"},
               "limits": {"segments": 4}}
              """
                  .formatted(origin.url("/big.bin")));
      api.await(id, job -> job.get("progress").get("bytes").asLong() > A_THIRD);
      serve.kill();
    }
    assertThat(origin.requests("/big.bin")).isGreaterThan(4);
    try (JarProcess serve = Api.serve(dir)) {
      Api.of(serve).awaitState(id, "succeeded");
      assertThat(serve.terminate().await()).isZero();
    }
    assertThat(dir.resolve("downloads/d/big.bin")).hasBinaryContent(body);
    assertThat(StoredState.workingFiles(dir.resolve("downloads"))).isEmpty();
  }

  /** Bodies pass through; what they need does not grow with them. */
  @Test
  void aBodyManyTimesTheMemoryPassesThroughUntilItsCap() throws Exception {
    Reply piece = Reply.ok(Reply.bytes(1 << 20, 2)).framed(Reply.Framing.CHUNKED);
    origin.on("/endless", piece.with(new OriginFault.Endless()));
    origin.on("/small", Reply.ok("small"));
    List<String> little = List.of("-Xmx48m", "-XX:MaxDirectMemorySize=32m");
    try (JarProcess serve = JarProcess.start(dir, little, "serve", "--port", "0")) {
      Api api = Api.of(serve);
      String id =
          api.submit(
              """
              {"source": {"type": "urls", "urls": ["%s", "%s"]},
               "save": {"dir": "d"}, "expect": {"maxBytes": 250000000}}
              """
                  .formatted(origin.url("/endless"), origin.url("/small")));
      api.awaitState(id, "partial");
      assertThat(api.get("/api/v1/jobs/" + id + "/items").body()).contains("too_large");
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("OutOfMemory"));
    }
    assertThat(StoredState.finalFiles(dir.resolve("downloads"))).containsExactly("d/small");
    assertThat(StoredState.workingFiles(dir.resolve("downloads"))).isEmpty();
  }
}
