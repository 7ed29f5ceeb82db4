package dev.fetchery.fetcher.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fetchery.fetcher.s3.BucketServer.Fault;
import dev.fetchery.files.FilesPlace;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What is tried at the start. */
class StoreCheckTest extends S3Case {
  private void refused(String... parts) {
    assertThatThrownBy(access::check)
        .isInstanceOf(StoreRefused.class)
        .hasMessageStartingWith("cannot use s3://b/p: ")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
    assertThat(server.objects).isEmpty();
    assertThat(server.uploadsOpen()).isZero();
  }

  @Test
  void goodStoreKeepsNothing() throws Exception {
    access.check();
    assertThat(server.objects).isEmpty();
    assertThat(server.uploadsOpen()).isZero();
  }

  @Test
  void storeThatIgnoresIfNoneMatchIsRefused() {
    server.ignoresIfNoneMatch = true;
    refused("it ignores If-None-Match");
  }

  @Test
  void storeThatIgnoresIfMatchIsRefused() {
    server.ignoresIfMatch = true;
    refused("it ignores If-Match");
  }

  @Test
  void storeThatIgnoresIfNoneMatchOfUploadsInPartsIsRefused() {
    server.ignoresIfNoneMatchOfParts = true;
    refused("it ignores If-None-Match of an upload in parts");
  }

  @Test
  void storeThatIgnoresIfMatchOfUploadsInPartsIsRefused() {
    server.ignoresIfMatchOfParts = true;
    refused("it ignores If-Match of an upload in parts");
  }

  @Test
  void whatIsRefusedIsNamed() {
    server.anyKey("PUT", new Fault.Status(404, "NoSuchBucket"));
    refused("there is no bucket b at http://127.0.0.1:");
    server.anyKey("PUT", new Fault.Status(403, "InvalidAccessKeyId"));
    refused("it refuses the credentials: InvalidAccessKeyId: scripted");
    server.anyKey("PUT", new Fault.Status(403, "AccessDenied"));
    refused("may not save an object (s3:PutObject): AccessDenied");
    server.anyKey("POST", new Fault.Status(403, "AccessDenied"));
    refused("may not begin an upload in parts (s3:PutObject)");
    server.anyKey("HEAD", new Fault.Status(403, "AccessDenied"));
    refused("may not read an object (s3:GetObject)");
    server.anyKey("GET", new Fault.Status(403, "AccessDenied"));
    refused("may not list the bucket (s3:ListBucket)");
    server.anyKey("PUT", new Fault.Status(400, "AuthorizationHeaderMalformed"));
    refused("another region: give --s3-region");
  }

  @Test
  void storeThatIsNotThereIsNamed() throws Exception {
    S3Access nowhere =
        S3Access.of(
            vertx,
            new FilesPlace.Bucket("b", "", URI.create("http://127.0.0.1:1"), null, true),
            null);
    assertThatThrownBy(nowhere::check)
        .hasMessageContainingAll(
            "cannot use s3://b: it cannot be reached at http://127.0.0.1:1: ",
            "Connection refused");
    nowhere.close();
  }
}
