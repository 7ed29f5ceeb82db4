package dev.fetchery.fetcher.s3;

import dev.fetchery.files.FilesPlace;
import dev.fetchery.files.OpenFile;
import dev.fetchery.files.SavedFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Files of a bucket, read in pieces. */
final class BucketFiles implements SavedFiles {
  private static final long PATIENCE_S = 30;
  private static final long HEALTH_S = 5;

  private final Vertx vertx;
  private final S3AsyncClient client;
  private final FilesPlace.Bucket place;

  BucketFiles(Vertx vertx, S3AsyncClient client, FilesPlace.Bucket place) {
    this.vertx = vertx;
    this.client = client;
    this.place = place;
  }

  @Override
  public @Nullable OpenFile open(String path) throws IOException {
    try {
      StoredObject there =
          await(
              client
                  .headObject(ask -> ask.bucket(place.name()).key(place.key(path)))
                  .thenApply(S3Calls::object),
              PATIENCE_S);
      return new OpenObject(vertx, this, path, there);
    } catch (MissingObject e) {
      return null;
    }
  }

  /** A bucket has no end. */
  @Override
  public @Nullable Long freeBytes() {
    return null;
  }

  @Override
  public @Nullable String fault() {
    try {
      await(client.headBucket(ask -> ask.bucket(place.name())), HEALTH_S);
      return null;
    } catch (IOException e) {
      return "cannot be used: " + e.getMessage();
    }
  }

  CompletableFuture<byte[]> read(String path, String etag, long from, int length) {
    return S3Calls.read(client, place, path, etag, from, length);
  }

  /** Reads a piece. Blocks. */
  byte[] readNow(String path, String etag, long from, int length) throws IOException {
    return await(read(path, etag, from, length), PATIENCE_S);
  }

  /** There is no such object. */
  private static final class MissingObject extends IOException {
    private static final long serialVersionUID = 1;

    MissingObject(String text, Throwable cause) {
      super(text, cause);
    }
  }

  private static <T> T await(CompletableFuture<T> asked, long seconds) throws IOException {
    try {
      return asked.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      S3Fault fault = S3Fault.of(e);
      throw fault.kind() == S3Fault.Kind.MISSING
          ? new MissingObject(fault.text(), e)
          : new IOException(fault.text(), e);
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw new IOException("no answer within " + seconds + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
