package dev.fetchery.fetcher.s3;

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

  MultipartUpload(S3Calls calls, S3Files.Sizes sizes) {
    this.calls = calls;
    this.sizes = sizes;
  }

  /** Whether a body is sent so. */
  boolean takes(UploadBody body) {
    return body.disk() != null && body.size() > sizes.wholeBytes();
  }

  /**
   * @param from its first byte
   */
  private record Piece(int number, long from, long bytes) {}

  /** Puts the body at its key; where that fails, what was sent is given up. */
  Future<Void> put(UploadBody body, Condition when) {
    String target = body.target();
    return calls
        .begin(target, body.tags())
        .compose(
            upload ->
                Each.of(pieces(body.size()), piece -> send(body, upload, piece), AT_ONCE)
                    .compose(sent -> calls.complete(target, upload, sent, when))
                    .recover(
                        e -> calls.abort(target, upload).compose(v -> Future.failedFuture(e))));
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
