package dev.fetchery.fetcher.s3;

import dev.fetchery.fetcher.file.Lease;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends a large body in parts, several at once, that become one object when all are there. Confined
 * to the fetcher's event loop.
 */
final class MultipartUpload {
  private static final int AT_ONCE = 4;

  /** No store takes more. */
  private static final int MOST_PARTS = 10_000;

  private final S3Calls calls;
  private final S3Files.Sizes sizes;
  private final Lease lease;

  MultipartUpload(S3Calls calls, S3Files.Setup setup) {
    this.calls = calls;
    this.sizes = setup.sizes();
    this.lease = setup.lease();
  }

  /** Whether a body is sent so. */
  boolean takes(UploadBody body) {
    return body.disk() != null && body.size() > sizes.wholeBytes();
  }

  /**
   * @param from its first byte
   */
  private record Piece(int number, long from, long bytes) {}

  /**
   * Puts the body at its key; resolves to whether the lease lasted until all of it was sent. Where
   * it did not, or a request fails, what was sent is given up.
   */
  Future<Boolean> put(UploadBody body, Condition when) {
    return calls
        .begin(body.target(), body.tags())
        .compose(
            upload ->
                Each.of(pieces(body.size()), piece -> send(body, upload, piece), AT_ONCE)
                    .compose(sent -> complete(body.target(), upload, sent, when))
                    .recover(
                        e ->
                            calls
                                .abort(body.target(), upload)
                                .compose(v -> Future.failedFuture(e))));
  }

  private Future<Boolean> complete(
      String target, String upload, List<CompletedPart> parts, Condition when) {
    return lease.mayPublish()
        ? calls.complete(target, upload, parts, when).map(true)
        : calls.abort(target, upload).map(false);
  }

  private Future<CompletedPart> send(UploadBody body, String upload, Piece piece) {
    return calls.part(
        body.target(), upload, piece.number, body.range(piece.from, piece.bytes), piece.bytes);
  }

  private List<Piece> pieces(long size) {
    long least = (size + MOST_PARTS - 1) / MOST_PARTS;
    long bytes = Math.max(sizes.partBytes(), least);
    List<Piece> pieces = new ArrayList<>();
    for (long from = 0; from < size; from += bytes) {
      pieces.add(new Piece(pieces.size() + 1, from, Math.min(bytes, size - from)));
    }
    return pieces;
  }
}
