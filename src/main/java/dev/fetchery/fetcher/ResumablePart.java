package dev.fetchery.fetcher;

import dev.fetchery.bus.Demands;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.BootId;
import dev.fetchery.fetcher.file.ContentRange;
import dev.fetchery.fetcher.file.Continuation;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.job.ByteSpan;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier attempt left of a body. Either the rest is written behind it; or it cannot be
 * used, then it is removed and the body begins anew at another path. Never over it: should the
 * process die, its record must not stand beside the bytes of another entity. Confined to the
 * fetcher's event loop.
 */
final class ResumablePart {
  private final FileStore files;
  private final Part remembered;
  private final boolean judged;

  /** The piece of the whole that the body is, or null where it is all of it. */
  private final @Nullable ByteSpan piece;

  /** What is known of the body while the rest of it is wanted, else null. */
  private @Nullable Part continued;

  /** While it is open. */
  private @Nullable SequentialFile file;

  private long bytes;

  /** Completes when it is removed; null while it stays. */
  private @Nullable Future<Void> superseded;

  ResumablePart(FileStore files, Part remembered, Demands demands) {
    this.judged = demands.judged();
    this.piece = demands.piece();
    this.files = files;
    this.remembered = remembered;
  }

  /** Whether the rest may be asked for at this URL, which may redirect. */
  boolean isUsable(String url) {
    return isJudged(url)
        ? Continuation.isWhole(remembered)
        : Continuation.isUsable(remembered, url);
  }

  private boolean isJudged(String url) {
    return judged && !remembered.url().equals(url);
  }

  /** The file that the rest is written into, behind what is there: to be opened next. */
  SequentialFile file(Consumer<IOException> onFailure, Runnable onWritten) {
    SequentialFile behind = new SequentialFile(files.part(remembered.path()), onFailure, onWritten);
    file = behind;
    return behind;
  }

  /** Opens the file and resolves to its size; where that fails, it is removed. */
  Future<Long> open() {
    continued = remembered;
    return Objects.requireNonNull(file)
        .reopen(length(remembered))
        .onSuccess(length -> bytes = length)
        .recover(
            e -> {
              file = null;
              forget();
              return Future.failedFuture(e);
            });
  }

  /** Bytes of the whole body that is continued, or -1. */
  long length() {
    return length(Objects.requireNonNull(continued));
  }

  private long length(Part left) {
    return piece == null ? left.totalBytes() : piece.length();
  }

  /** Position in the whole of the first byte that is missing. */
  private long next() {
    return piece == null ? bytes : piece.first() + bytes;
  }

  /** What is known of the body while the rest of it is wanted, else null. */
  @Nullable Part continued() {
    return continued;
  }

  boolean isContinued() {
    return continued != null;
  }

  /** Bytes that are there and are continued. */
  long bytes() {
    return bytes;
  }

  /**
   * The request for what is behind the bytes that are there, of the same entity (RFC 9110, 13.1.5
   * and 14.2); of a piece, up to its end.
   */
  HttpRequest askedOf(HttpRequest request) {
    String last = piece == null ? "" : String.valueOf(piece.last());
    HttpRequest rest = request.plus(new Header("Range", "bytes=" + next() + "-" + last));
    String validator = Continuation.validator(Objects.requireNonNull(continued));
    return validator == null || isJudged(request.url().text())
        ? rest
        : rest.plus(new Header("If-Range", validator));
  }

  /** Whether a 206 of this URL is the rest of what is there; of a piece, all of its rest. */
  boolean fits(String url, ResponseHead response) {
    if (continued == null || !endsWithPiece(response)) {
      return false;
    }
    return isJudged(url)
        ? Continuation.isRest(continued, next(), response)
        : Continuation.fits(continued, next(), url, response);
  }

  private boolean endsWithPiece(ResponseHead response) {
    return piece == null || ContentRange.isOf(response.all("content-range"), next(), piece.last());
  }

  /** Whether only a piece of the whole is continued. */
  boolean isOfPiece() {
    return piece != null;
  }

  /**
   * The response is the rest: what is there is read into the digests, what comes waits for it.
   *
   * @param url that answered
   */
  void resume(String url, ResponseHead response, Digests digests) {
    Part left = Objects.requireNonNull(continued);
    ContentRange range =
        Objects.requireNonNull(ContentRange.of(response.all("content-range")), "it fits");
    continued =
        new Part(left.path(), url, left.etag(), left.lastModified(), range.total(), BootId.ID);
    Objects.requireNonNull(file).hashFound(digests);
  }

  /**
   * Why a body of that length is not the whole that is continued, or null. A response may be a part
   * of the rest, correctly labelled: what came is good, and there is more to come.
   */
  @Nullable Fault missing(long size) {
    return continued == null || size == length()
        ? null
        : new Fault(ErrorCode.TRUNCATED, size + " of " + length() + " bytes");
  }

  /** It cannot be used, and is removed. */
  void forget() {
    continued = null;
    bytes = 0;
    if (superseded == null) {
      superseded = file != null ? file.abandon(false).mapEmpty() : files.discard(remembered.path());
      file = null;
    }
  }

  boolean isForgotten() {
    return superseded != null;
  }

  /** Completes when it is removed, at once if it stays. */
  Future<Void> cleared() {
    return superseded == null ? Future.succeededFuture() : superseded;
  }
}
