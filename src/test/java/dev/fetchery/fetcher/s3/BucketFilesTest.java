package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.fetcher.s3.BucketServer.Fault;
import dev.fetchery.files.OpenFile;
import dev.fetchery.files.SavedFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Files of a bucket, read back. */
class BucketFilesTest extends S3Case {
  /** Several pieces, and the last one short. */
  private static final int BYTES = (3 << 20) + 12_345;

  private byte[] big() {
    byte[] bytes = new byte[BYTES];
    new Random(3).nextBytes(bytes);
    server.objects.put("p/big", new BucketServer.Stored(Buffer.buffer(bytes), "\"big\"", Map.of()));
    return bytes;
  }

  @Test
  void fileIsReadToItsEnd() throws Exception {
    byte[] bytes = big();
    SavedFiles saved = access.saved();
    Buffer read = Buffer.buffer();
    try (OpenFile file = saved.open("big")) {
      assertThat(file.size()).isEqualTo(BYTES);
      ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
      while (file.read(chunk.clear()) >= 0) {
        read.appendBytes(chunk.array(), 0, chunk.position());
      }
    }
    assertThat(read.getBytes()).isEqualTo(bytes);
  }

  @Test
  void missingFileIsNone() throws Exception {
    assertThat(access.saved().open("none")).isNull();
  }

  @Test
  void storeThatDoesNotTellIsNoMissingFile() {
    server.next("HEAD", "p/a", new Fault.Status(403, "AccessDenied"));
    assertThatThrownBy(() -> access.saved().open("a")).isInstanceOf(IOException.class);
  }

  @Test
  void fileThatIsReplacedWhileItIsReadIsNotReadOn() throws Exception {
    big();
    try (OpenFile file = access.saved().open("big")) {
      file.read(ByteBuffer.allocate(1));
      server.put("p/big", "x".repeat(BYTES), Map.of());
      ByteBuffer rest = ByteBuffer.allocate(BYTES);
      assertThatThrownBy(
              () -> {
                while (file.read(rest) > 0) {
                  assertThat(rest.position()).isLessThan(BYTES);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("PreconditionFailed");
    }
  }

  @Test
  void piecesAreSentInOrderAndOnlyThoseThatWereAskedFor() throws Exception {
    byte[] bytes = big();
    HttpServer front =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  request.response().putHeader("Content-Length", Integer.toString(BYTES - 20));
                  vertx
                      .executeBlocking(() -> access.saved().open("big"), false)
                      .onSuccess(file -> file.send(10, BYTES - 20, request.response()));
                })
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    Buffer sent =
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, front.actualPort(), "127.0.0.1", "/")
            .compose(request -> request.send())
            .compose(HttpClientResponse::body)
            .await(60, TimeUnit.SECONDS);
    assertThat(sent.getBytes()).isEqualTo(Arrays.copyOfRange(bytes, 10, BYTES - 10));
  }

  @Test
  void roomIsNotToldAndTroubleIs() throws Exception {
    assertThat(access.saved().freeBytes()).isNull();
    server.anyKey("HEAD", new Fault.Status(200, ""));
    assertThat(access.saved().fault()).isNull();
    server.anyKey("HEAD", new Fault.Status(403, ""));
    assertThat(access.saved().fault()).startsWith("cannot be used: ");
    server.anyKey("HEAD", new Fault.Status(404, ""));
    assertThat(access.saved().fault()).startsWith("cannot be used: NoSuchBucket");
  }
}
