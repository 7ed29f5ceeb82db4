package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.Blocking;
import dev.fetchery.files.FilesPlace;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The requests that are made of a bucket. Paths are those of files, without the bucket's prefix.
 * Each request is signed on a worker; futures complete on the context, and fail with the SDK's
 * reason, of which {@link S3Fault} says what it means.
 */
final class S3Calls {
  private final Context context;
  private final S3AsyncClient client;
  private final FilesPlace.Bucket place;

  S3Calls(Context context, S3AsyncClient client, FilesPlace.Bucket place) {
    this.context = context;
    this.client = client;
    this.place = place;
  }

  private <T> Future<T> call(Supplier<CompletableFuture<T>> request) {
    return Blocking.run(context, request::get)
        .compose(asked -> Future.fromCompletionStage(asked, context));
  }

  /** The object at a path, or null where there is none. */
  Future<@Nullable StoredObject> head(String path) {
    return call(() -> client.headObject(ask -> ask.bucket(place.name()).key(place.key(path))))
        .<@Nullable StoredObject>map(S3Calls::object)
        .recover(
            e ->
                isMissing(e)
                    ? Future.<@Nullable StoredObject>succeededFuture()
                    : Future.failedFuture(e));
  }

  static boolean isMissing(Throwable e) {
    return S3Fault.of(e).kind() == S3Fault.Kind.MISSING;
  }

  static StoredObject object(HeadObjectResponse head) {
    Map<String, String> metadata = new HashMap<>();
    head.metadata().forEach((name, value) -> metadata.put(name.toLowerCase(Locale.ROOT), value));
    return new StoredObject(head.contentLength(), head.eTag(), metadata);
  }

  /**
   * Puts an object of known size.
   *
   * @param base64 its SHA-256, for the store to compare; null where it is not known
   */
  Future<Void> put(
      String path,
      AsyncRequestBody body,
      long bytes,
      ObjectTags tags,
      @Nullable String base64,
      Condition when) {
    return call(() ->
            client.putObject(
                ask -> {
                  ask.bucket(place.name())
                      .key(place.key(path))
                      .contentLength(bytes)
                      .metadata(tags.metadata());
                  if (base64 != null) {
                    ask.checksumSHA256(base64);
                  }
                  if (when instanceof Condition.Same same) {
                    ask.ifMatch(same.etag());
                  } else {
                    ask.ifNoneMatch("*");
                  }
                },
                body))
        .mapEmpty();
  }

  /** Begins an upload in parts; resolves to its id. */
  Future<String> begin(String path, ObjectTags tags) {
    return call(() ->
            client.createMultipartUpload(
                ask -> ask.bucket(place.name()).key(place.key(path)).metadata(tags.metadata())))
        .map(begun -> begun.uploadId());
  }

  /** Sends one part. */
  Future<CompletedPart> part(
      String path, String upload, int number, AsyncRequestBody body, long bytes) {
    return call(() ->
            client.uploadPart(
                ask ->
                    ask.bucket(place.name())
                        .key(place.key(path))
                        .uploadId(upload)
                        .partNumber(number)
                        .contentLength(bytes),
                body))
        .map(sent -> CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build());
  }

  /** Makes the parts one object. */
  Future<Void> complete(String path, String upload, List<CompletedPart> parts, Condition when) {
    return call(() ->
            client.completeMultipartUpload(
                ask -> {
                  ask.bucket(place.name())
                      .key(place.key(path))
                      .uploadId(upload)
                      .multipartUpload(all -> all.parts(parts));
                  if (when instanceof Condition.Same same) {
                    ask.ifMatch(same.etag());
                  } else {
                    ask.ifNoneMatch("*");
                  }
                }))
        .mapEmpty();
  }

  /** Gives an upload in parts up; does not fail: what is left the bucket's own rule removes. */
  Future<Void> abort(String path, String upload) {
    return call(() ->
            client.abortMultipartUpload(
                ask -> ask.bucket(place.name()).key(place.key(path)).uploadId(upload)))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /**
   * Removes the object that has this ETag; resolves to whether it was there. Where the store knows
   * no condition for that it is removed without one.
   */
  Future<Boolean> delete(String path, String etag) {
    return call(() ->
            client.deleteObject(ask -> ask.bucket(place.name()).key(place.key(path)).ifMatch(etag)))
        .map(true)
        .recover(e -> notDeleted(path, e));
  }

  private Future<Boolean> notDeleted(String path, Throwable e) {
    return switch (S3Fault.of(e).kind()) {
      case MISSING, TAKEN -> Future.succeededFuture(false);
      case UNKNOWN ->
          call(() -> client.deleteObject(ask -> ask.bucket(place.name()).key(place.key(path))))
              .map(true);
      default -> Future.failedFuture(e);
    };
  }

  /**
   * Bytes of the object that has this ETag.
   *
   * @param length one or more
   */
  Future<byte[]> read(String path, String etag, long from, int length) {
    return call(() -> read(client, place, path, etag, from, length));
  }

  /** As {@link #read(String, String, long, int)}, for those who have no context. */
  static CompletableFuture<byte[]> read(
      S3AsyncClient client,
      FilesPlace.Bucket place,
      String path,
      String etag,
      long from,
      int length) {
    String range = "bytes=" + from + '-' + (from + length - 1);
    return client
        .getObject(
            ask -> ask.bucket(place.name()).key(place.key(path)).ifMatch(etag).range(range),
            AsyncResponseTransformer.toBytes())
        .thenApply(bytes -> bytes.asByteArrayUnsafe());
  }

  /**
   * A page of a list.
   *
   * @param paths in the order of the store
   * @param more whether others follow
   */
  record Page(List<String> paths, boolean more) {}

  /**
   * Lists paths that begin with a prefix, by the bytes of their UTF-8.
   *
   * @param after list those behind this path
   */
  Future<Page> list(String prefix, String after) {
    return call(() ->
            client.listObjectsV2(
                ask ->
                    ask.bucket(place.name())
                        .prefix(place.key(prefix))
                        .startAfter(place.key(after))
                        .encodingType(EncodingType.URL)))
        .map(this::page);
  }

  private Page page(ListObjectsV2Response listed) {
    int cut = place.key("").length();
    List<String> paths =
        listed.contents().stream()
            .map(S3Object::key)
            .filter(key -> key.length() > cut)
            .map(key -> key.substring(cut))
            .toList();
    return new Page(paths, Boolean.TRUE.equals(listed.isTruncated()));
  }
}
