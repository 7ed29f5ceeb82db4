package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.Blocking;
import dev.fetchery.bus.FileRequest.Claimed;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.RunningDigests;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Proof;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an object is what an item expects: by its metadata where they tell the digest that
 * is asked for, else by reading it. Confined to the fetcher's event loop.
 */
final class ObjectProof {
  private static final int READ_BYTES = 4 << 20;

  private final S3Calls calls;
  private final Context context;

  ObjectProof(S3Calls calls, Context context) {
    this.calls = calls;
    this.context = context;
  }

  Future<Boolean> fits(Claimed claimed) {
    return calls.head(claimed.path()).compose(there -> fits(claimed, there));
  }

  private Future<Boolean> fits(Claimed claimed, @Nullable StoredObject there) {
    Proof proof = claimed.proof();
    if (there == null || !proof.takes(there.size())) {
      return Future.succeededFuture(false);
    }
    Boolean known = known(proof, there);
    if (known != null) {
      return Future.succeededFuture(known);
    }
    Digests digests = Digests.of(proof);
    return read(claimed.path(), there, digests.start(), 0)
        .map(read -> digests.objection(read) == null)
        // One that is replaced while it is read is not believed.
        .recover(
            e ->
                S3Fault.of(e).kind() == S3Fault.Kind.TAKEN || S3Calls.isMissing(e)
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(e));
  }

  /** Null where it has to be read. */
  private static @Nullable Boolean known(Proof proof, StoredObject there) {
    String sha256 = there.sha256();
    boolean enough =
        sha256 != null
            && proof.checksums().stream()
                .allMatch(checksum -> checksum.algorithm() == Checksum.Algorithm.SHA256);
    if (!enough) {
      return proof.hasChecksum() ? null : Boolean.TRUE;
    }
    return proof.checksums().stream().allMatch(checksum -> checksum.values().contains(sha256));
  }

  private Future<RunningDigests> read(
      String path, StoredObject there, RunningDigests digests, long from) {
    if (from >= there.size()) {
      return Future.succeededFuture(digests);
    }
    int length = (int) Math.min(READ_BYTES, there.size() - from);
    return calls
        .read(path, there.etag(), from, length)
        .compose(
            bytes ->
                Blocking.run(
                    context,
                    () -> {
                      digests.update(ByteBuffer.wrap(bytes));
                      return digests;
                    }))
        .compose(updated -> read(path, there, digests, from + length));
  }
}
