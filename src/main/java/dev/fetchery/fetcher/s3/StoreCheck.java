package dev.fetchery.fetcher.s3;

import dev.fetchery.files.FilesPlace;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Tries at the start what saving files stands on: an object of our own is put, must not be replaced
 * by one that is put under a condition, whole or in parts, must tell its metadata, and must be in
 * the list. Blocks.
 */
final class StoreCheck {
  private static final String TAG = "fetchery-upload";
  private static final String NO_OBJECTS = "\"0123456789abcdef0123456789abcdef\"";
  private static final String NO_CREDENTIALS =
      "no credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile";

  private final S3AsyncClient client;
  private final FilesPlace.Bucket place;
  private final String id = UUID.randomUUID().toString();
  private final String key;

  StoreCheck(S3AsyncClient client, FilesPlace.Bucket place) {
    this.client = client;
    this.place = place;
    this.key = place.key(".fetchery/check-" + id);
  }

  void check() throws StoreRefused {
    did("save an object (s3:PutObject)", () -> put(ask -> ask.ifNoneMatch("*")));
    try {
      mustRefuse("If-None-Match", () -> put(ask -> ask.ifNoneMatch("*")));
      mustRefuse("If-Match", () -> put(ask -> ask.ifMatch(NO_OBJECTS)));
      String told =
          did("read an object (s3:GetObject)", this::head).metadata().getOrDefault(TAG, "");
      if (!told.equals(id)) {
        throw refused("it keeps no metadata of objects, by which files are known again");
      }
      boolean listed =
          did(
                  "list the bucket (s3:ListBucket)",
                  () -> client.listObjectsV2(ask -> ask.bucket(place.name()).prefix(key)))
              .contents()
              .stream()
              .anyMatch(object -> object.key().equals(key));
      if (!listed) {
        throw refused("its list does not hold an object that was just saved");
      }
      // At last: where an upload is given up, S3Mock forgets the object at its key.
      checkParts();
    } catch (StoreRefused e) {
      tidy();
      throw e;
    }
    did("remove an object (s3:DeleteObject)", this::remove);
  }

  /** Some stores know the conditions for an object that is put whole, and not for one in parts. */
  private void checkParts() throws StoreRefused {
    String upload = did("begin an upload in parts (s3:PutObject)", this::begin).uploadId();
    try {
      String etag = did("send a part (s3:PutObject)", () -> part(upload)).eTag();
      mustRefuse(
          "If-None-Match of an upload in parts",
          () -> complete(upload, etag, ask -> ask.ifNoneMatch("*")));
      mustRefuse(
          "If-Match of an upload in parts",
          () -> complete(upload, etag, ask -> ask.ifMatch(NO_OBJECTS)));
    } finally {
      giveUp(upload);
    }
  }

  private CompletableFuture<CreateMultipartUploadResponse> begin() {
    return client.createMultipartUpload(ask -> ask.bucket(place.name()).key(key));
  }

  private CompletableFuture<UploadPartResponse> part(String upload) {
    return client.uploadPart(
        ask -> ask.bucket(place.name()).key(key).uploadId(upload).partNumber(1),
        AsyncRequestBody.fromString(id));
  }

  private CompletableFuture<?> complete(
      String upload, String etag, Consumer<CompleteMultipartUploadRequest.Builder> condition) {
    return client.completeMultipartUpload(
        ask -> {
          ask.bucket(place.name()).key(key).uploadId(upload);
          CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
          ask.multipartUpload(all -> all.parts(part));
          condition.accept(ask);
        });
  }

  /** As with other uploads, what stays of it the bucket's own rule removes. */
  private void giveUp(String upload) {
    try {
      client.abortMultipartUpload(ask -> ask.bucket(place.name()).key(key).uploadId(upload)).join();
    } catch (RuntimeException e) {
      // A store may have ended it by itself.
    }
  }

  private CompletableFuture<?> put(Consumer<PutObjectRequest.Builder> condition) {
    return client.putObject(
        ask -> {
          ask.bucket(place.name()).key(key).metadata(Map.of(TAG, id));
          condition.accept(ask);
        },
        AsyncRequestBody.fromString(id));
  }

  private CompletableFuture<HeadObjectResponse> head() {
    return client.headObject(ask -> ask.bucket(place.name()).key(key));
  }

  private CompletableFuture<?> remove() {
    return client.deleteObject(ask -> ask.bucket(place.name()).key(key));
  }

  /** What was refused for another reason is to leave nothing either. */
  private void tidy() {
    try {
      remove().join();
    } catch (RuntimeException e) {
      // It is small, and the reason why is told already.
    }
  }

  private void mustRefuse(String condition, Supplier<CompletableFuture<?>> request)
      throws StoreRefused {
    try {
      request.get().join();
    } catch (RuntimeException e) {
      S3Fault fault = S3Fault.of(e);
      if (fault.kind() == S3Fault.Kind.TAKEN || fault.kind() == S3Fault.Kind.MISSING) {
        return;
      }
      throw refused("it does not take " + condition + ": " + fault.text());
    }
    throw refused(
        "it ignores "
            + condition
            + ", so that files of others would be replaced; a store that"
            + " keeps to it is needed");
  }

  private <T> T did(String what, Supplier<CompletableFuture<T>> request) throws StoreRefused {
    try {
      return request.get().join();
    } catch (RuntimeException e) {
      throw refused(hasNoCredentials(e) ? NO_CREDENTIALS : why(what, S3Fault.of(e)));
    }
  }

  private String why(String what, S3Fault fault) {
    if (fault.code().equals("NoSuchBucket") || fault.status() == 404) {
      return "there is no bucket " + place.name() + atEndpoint();
    } else if (fault.status() == 0) {
      return "it cannot be reached" + atEndpoint() + ": " + fault.text();
    } else if (fault.isForbidden()) {
      return "these credentials may not " + what + ": " + fault.text();
    } else if (fault.status() == 403 || fault.status() == 401) {
      return "it refuses the credentials: " + fault.text();
    } else if (fault.status() / 100 == 3 || fault.code().equals("AuthorizationHeaderMalformed")) {
      return "the bucket is in another region: give --s3-region: " + fault.text();
    }
    return "cannot " + what + ": " + fault.text();
  }

  private static boolean hasNoCredentials(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (String.valueOf(at.getMessage()).contains("Unable to load credentials")) {
        return true;
      }
    }
    return false;
  }

  private String atEndpoint() {
    return place.endpoint() == null ? "" : " at " + place.endpoint();
  }

  private StoreRefused refused(String why) {
    return new StoreRefused("cannot use " + place.shown() + ": " + why);
  }
}
