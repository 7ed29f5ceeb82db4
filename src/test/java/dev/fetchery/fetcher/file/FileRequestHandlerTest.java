package dev.fetchery.fetcher.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.FileRequest.Saved;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.fetcher.FetcherVerticle;
import dev.fetchery.job.AddressKind;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRequestHandlerTest {
  @TempDir Path downloads;
  @TempDir Path outside;
  private Vertx vertx;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    FetcheryCodec.register(vertx.eventBus());
    FetcherOptions options =
        FetcherOptions.of(downloads, 1, "test", EnumSet.allOf(AddressKind.class));
    vertx.deployVerticle(new FetcherVerticle(options)).await(60, TimeUnit.SECONDS);
    Files.createSymbolicLink(downloads.resolve("out"), outside);
    Files.writeString(outside.resolve("secret"), "secret");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  void onlyWhatIsInsideIsFound() throws Exception {
    put("d/a", "a");
    assertThat(
            ask(new FileRequest.Find(List.of("d/a", "d/b", "out/secret", "../x", "/etc/passwd"))))
        .isEqualTo(new FileAnswer.Found(List.of("d/a")));
  }

  @Test
  void filesAreComparedWithWhatWasSaved() throws Exception {
    put("a", "same");
    put("b", "changed");
    assertThat(
            ask(
                new FileRequest.Check(
                    List.of(
                        saved(1, "a", "same"),
                        saved(2, "b", "original"),
                        saved(3, "c", "gone"),
                        saved(4, "out/secret", "secret")))))
        .isEqualTo(new FileAnswer.Checked(1, List.of(3L, 4L), List.of(2L)));
  }

  @Test
  void onlyUnchangedFilesAreRemoved() throws Exception {
    put("job/sub/a", "a");
    put("job/b", "edited");
    FileRequest remove =
        new FileRequest.Remove(
            List.of(
                saved(1, "job/sub/a", "a"),
                saved(2, "job/b", "b"),
                saved(3, "out/secret", "secret")));
    assertThat(ask(remove)).isEqualTo(new FileAnswer.Removed(1));
    assertThat(downloads.resolve("job/sub/a")).doesNotExist();
    assertThat(downloads.resolve("job/b")).exists();
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void directoriesAreRemovedWhereTheyAreEmptyAndInside() throws Exception {
    put("job/kept/a", "a");
    Files.createDirectories(downloads.resolve("job/sub/sub"));
    Files.createDirectories(outside.resolve("empty"));
    Files.createSymbolicLink(downloads.resolve("link"), outside.resolve("empty"));
    FileRequest remove =
        new FileRequest.RemoveDirectories(
            List.of("out/empty", "link", "job/sub/sub", "job/sub", "job/kept", "job", "gone"));
    assertThat(ask(remove)).isEqualTo(new FileAnswer.Removed(2));
    assertThat(downloads.resolve("job/sub")).doesNotExist();
    assertThat(downloads.resolve("job/kept/a")).exists();
    assertThat(downloads.resolve("link")).exists();
    assertThat(outside.resolve("empty")).exists();
  }

  @Test
  void partsAreSettledAfterACrash() throws Exception {
    put("p1", "published");
    Files.createLink(downloads.resolve("a"), downloads.resolve("p1"));
    put("p2", "kept");
    put("p3", "not kept");
    put("p4", "not published");
    put("b", "not published");
    FileRequest recover =
        new FileRequest.Recover(
            List.of(
                new PartState(1, "p1", "a", false),
                new PartState(2, "p2", null, true),
                new PartState(3, "p3", null, false),
                new PartState(4, "p4", "b", false),
                new PartState(5, "out/secret", null, false)));
    assertThat(ask(recover)).isEqualTo(new FileAnswer.Recovered(List.of(2L)));
    assertThat(downloads.resolve("p1")).doesNotExist();
    assertThat(downloads.resolve("a")).doesNotExist();
    assertThat(downloads.resolve("b")).exists();
    assertThat(downloads.resolve("p2")).exists();
    assertThat(downloads.resolve("p3")).doesNotExist();
    assertThat(downloads.resolve("p4")).doesNotExist();
    assertThat(outside.resolve("secret")).exists();
  }

  @Test
  void workingFilesAreDiscardedInsideAlone() throws Exception {
    put(".fetchery/spool", "x");
    assertThat(ask(new FileRequest.Discard(List.of(".fetchery/spool", "gone", "out/secret"))))
        .isEqualTo(new FileAnswer.Removed(1));
    assertThat(outside.resolve("secret")).exists();
  }

  private Object ask(FileRequest request) throws Exception {
    return vertx
        .eventBus()
        .<FileAnswer>request(Addresses.FILES, request)
        .await(60, TimeUnit.SECONDS)
        .body();
  }

  private void put(String name, String text) throws Exception {
    Path file = downloads.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Saved saved(long seq, String path, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    return new Saved(seq, path, bytes.length, HexFormat.of().formatHex(digest));
  }
}
