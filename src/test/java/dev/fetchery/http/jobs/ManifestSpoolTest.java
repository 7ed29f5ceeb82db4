package dev.fetchery.http.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.testing.RecordedSync;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a posted list leaves on disk by the time that it is answered. */
class ManifestSpoolTest {
  private static final byte[] LIST = "http://h/a\n".getBytes(StandardCharsets.UTF_8);

  private final Vertx vertx = Vertx.vertx();
  private final RecordedSync sync = new RecordedSync();
  @TempDir Path dir;
  private JobStore store;

  /** Vert.x closes a server that is not referred to. */
  private final List<HttpServer> servers = new ArrayList<>();

  private ManifestSpool spool;

  @BeforeEach
  void open() throws Exception {
    store = SqliteJobStore.open(dir, false, Clock.system());
    BodyReader bodies = new BodyReader(vertx, Clock.system(), MemoryBudget.ofThisHeap(), 30_000);
    spool = new ManifestSpool(vertx, store, bodies, dir, 1_000, sync);
    spool.sweep().await(60, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    servers.clear();
    vertx.close().await(60, TimeUnit.SECONDS);
    store.close();
  }

  /** Posts a list; the answer is the name of its file. */
  private String post(String coding, byte[] body) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    spool
                        .take(
                            request,
                            Manifest.Format.TEXT,
                            Manifest.Reading.PLAIN,
                            "",
                            possible -> List.of())
                        .onSuccess(written -> request.response().end(written.source().file()))
                        .onFailure(e -> request.response().setStatusCode(500).end()))
            .listen(0, "127.0.0.1")
            .await(60, TimeUnit.SECONDS);
    servers.add(server);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                .header("content-encoding", coding)
                .POST(BodyPublishers.ofByteArray(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private String fileName(String manifest) {
    return manifest.substring("manifests/".length());
  }

  @Test
  void directoryOfListsIsOnDiskBeforeTheFirstOne() {
    assertThat(sync.seen).hasSize(1);
    assertThat(sync.seen.get(0)).startsWith(dir.getFileName() + " with ").contains("manifests");
  }

  @Test
  void listIsOnDiskBeforeItIsAnswered() throws Exception {
    String name = post("identity", LIST);
    assertThat(sync.seen)
        .endsWith("file of 11 bytes", "manifests with [" + fileName(name) + "]")
        .hasSize(3);
  }

  @Test
  void packedListIsOnDiskBeforeItIsAnswered() throws Exception {
    String name = post("gzip", packed());
    assertThat(sync.seen)
        .endsWith("file of 11 bytes", "manifests with [" + fileName(name) + "]")
        .hasSize(3);
  }

  private static byte[] packed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(LIST);
    }
    return bytes.toByteArray();
  }

  /** The file of the job before was synced for that one; the new name has to be. */
  @Test
  void nameOfACopyIsOnDiskBeforeItIsAnswered() throws Exception {
    String name = post("identity", LIST);
    sync.seen.clear();
    Manifest first = new Manifest(Manifest.Format.TEXT, name, 1);
    Manifest copy = spool.copy(first).await(60, TimeUnit.SECONDS).orElseThrow();
    assertThat(sync.seen.get(sync.seen.size() - 1))
        .startsWith("manifests with ")
        .contains(fileName(name), fileName(copy.file()));
  }
}
