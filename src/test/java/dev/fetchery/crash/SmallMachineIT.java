package dev.fetchery.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fetchery.cli.JarProcess;
import dev.fetchery.testing.OriginServer;
import dev.fetchery.testing.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More at once than the machine has memory or descriptors for: the rest waits. */
class SmallMachineIT {
  private static final byte[] BODY = Reply.bytes(60_000, 5);
  private static final Reply WHOLE = Reply.ok(BODY);

  @TempDir private Path dir;

  private final OriginServer origin = OriginServer.start().otherwise(request -> WHOLE);

  @AfterEach
  void close() {
    origin.close();
  }

  private String job(int items, int atOnce) {
    return """
    {"name": "many", "source": {"type": "template", "url": "%s/{value}",
     "values": {"from": 1, "to": %d}}, "save": {"as": "{value}"},
     "limits": {"concurrency": %d, "perHost": %d}}
    """
        .formatted(origin.url(""), items, atOnce, atOnce);
  }

  @ParameterizedTest
  @ValueSource(ints = {96, 256})
  void manyBodiesAtOnceAreDoneWithSmallHeap(int megabytes) throws Exception {
    List<String> machine =
        List.of("-Xmx" + megabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    try (JarProcess serve = JarProcess.start(dir, machine, "serve", "--port", 0)) {
      Api api = Api.of(serve);
      String id = api.submit(job(2_500, 2_048));
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(2_500);
      for (int i = 1; i <= 2_500; i += 100) {
        assertThat(dir.resolve("downloads/many/" + i)).hasBinaryContent(BODY);
      }
      assertThat(serve.terminate().await()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("OutOfMemory"));
    }
  }

  @Test
  void wantOfDescriptorsPausesTheJobAndFailsNoItem() throws Exception {
    try (JarProcess serve = JarProcess.startWithDescriptors(dir, 300, "serve", "--port", 0)) {
      Api api = Api.of(serve);
      origin.otherwise(request -> WHOLE.after(1_000));
      String id = api.submit(job(600, 600));
      JsonNode paused = api.awaitState(id, "paused");
      assertThat(paused.at("/error/code").asText()).isEqualTo("disk");
      assertThat(paused.at("/error/detail").asText()).containsIgnoringCase("too many open files");
      JsonNode still = api.await(id, job -> job.at("/progress/active").asInt() == 0);
      assertThat(still.at("/progress/failed").asInt()).isZero();
      assertThat(still.at("/progress/waiting").asInt()).isPositive();

      origin.otherwise(request -> WHOLE);
      HttpRequest fewer =
          HttpRequest.newBuilder(URI.create(api.address() + "/api/v1/jobs/" + id))
              .header("content-type", "application/json")
              .method("PATCH", BodyPublishers.ofString("{\"limits\": {\"concurrency\": 20}}"))
              .build();
      assertThat(api.client().send(fewer, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(api.post("/jobs/" + id + "/resume", "").statusCode()).isEqualTo(200);
      JsonNode ended = api.awaitState(id, "succeeded");
      assertThat(ended.at("/progress/done").asInt()).isEqualTo(600);
      assertThat(Files.size(dir.resolve("downloads/many/600"))).isEqualTo(BODY.length);
      assertThat(serve.terminate().await()).isZero();
    }
  }
}
