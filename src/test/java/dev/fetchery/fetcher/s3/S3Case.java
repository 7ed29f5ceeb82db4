package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.Demands;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.context.Clock;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.Lease;
import dev.fetchery.fetcher.file.PartFile;
import dev.fetchery.fetcher.file.Publication;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.files.FilesPlace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Files in the bucket of a scripted server. */
abstract class S3Case {
  static final String PART = ".fetchery/.fetchery-01J-7.part";
  static final String OTHER_PART = ".fetchery/.fetchery-01J-8.part";
  static final long PATIENCE_MS = 3_000;

  @TempDir Path dir;

  final AtomicBoolean leased = new AtomicBoolean(true);
  Vertx vertx;
  Context context;
  BucketServer server;
  S3Access access;
  FileStore files;

  private final class TestLease implements Lease {
    @Override
    public boolean mayPublish() {
      return leased.get();
    }

    @Override
    public boolean mayRemove() {
      return leased.get();
    }
  }

  static {
    // Where the SDK's usual chain looks first.
    System.setProperty("aws.accessKeyId", "id");
    System.setProperty("aws.secretAccessKey", "secret");
  }

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    context = ((VertxInternal) vertx).createEventLoopContext();
    server = new BucketServer(vertx);
    access = S3Access.of(vertx, place(), null);
    files = get(() -> opener().open(context, new TestLease(), false, Clock.system()).map(f -> f));
  }

  FilesPlace.Bucket place() {
    return new FilesPlace.Bucket("b", "p", server.endpoint(), null, true);
  }

  /** Bodies over a thousand bytes are sent in parts of four hundred. */
  FileStore.Opener opener() {
    return access.opener(dir.resolve("parts"), new S3Files.Sizes(1_000, 400), PATIENCE_MS);
  }

  @AfterEach
  void close() throws Exception {
    access.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  /** On the fetcher's event loop, as it is used. */
  <T> T get(Supplier<Future<? extends T>> what) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    context.runOnContext(
        v -> what.get().onSuccess(result::complete).onFailure(result::completeExceptionally));
    return result.get(60, TimeUnit.SECONDS);
  }

  static Digests digests() {
    return Digests.of(
        Demands.NONE, new ResponseHead(200, MultiMap.caseInsensitiveMultiMap(), 4, true));
  }

  Publication small(String target, boolean replace, String text) {
    return new Publication(PART, target, replace, List.of(Buffer.buffer(text)), digests());
  }

  /** One that is whole on disk. */
  Publication large(String target, boolean replace, String text) throws Exception {
    String sha256 =
        get(
            () -> {
              PartFile part = files.part(PART);
              SequentialFile file = new SequentialFile(part, e -> {}, () -> {});
              file.create(null, digests());
              file.write(Buffer.buffer(text));
              return file.finish().map(v -> file.digests().sha256Hex());
            });
    return new Publication(
        PART,
        target,
        replace,
        null,
        digests(),
        new Publication("", "", false, null, digests()).time(),
        sha256);
  }

  Publication.Result publish(Publication what) throws Exception {
    return get(() -> files.publish(what));
  }

  Path part() {
    return dir.resolve("parts").resolve(PART);
  }
}
