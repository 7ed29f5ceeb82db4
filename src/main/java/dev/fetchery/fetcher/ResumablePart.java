package dev.fetchery.fetcher;

import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;
import io.vertx.core.Future;

/**
 * What an earlier attempt left of a body. The rest comes behind it; or it is of no use, then it
 * goes, and the body comes from its start to another place. Never over it: should the process die,
 * its record must not stand beside the bytes of another entity. One event loop's.
 */
final class ResumablePart {
  private final PublishQueue disk;
  private final Part remembered;

  /** What is known of the body while the rest of it is wanted, else null. */
  private Part continued;

  /** While it is open. */
  private PartFile file;

  private long bytes;

  /** Completes when it is gone; null while it stays. */
  private Future<Void> superseded;

  ResumablePart(PublishQueue disk, Part remembered) {
    this.disk = disk;
    this.remembered = remembered;
  }

  /** Whether the rest may be asked for at this URL. */
  boolean isUsable(String url) {
    return Continuation.isUsable(remembered, url);
  }

  /** Opens it by that file and tells how much there is; where it is of no use, it goes. */
  Future<Long> open(PartFile opened) {
    continued = remembered;
    file = opened;
    return opened
        .open(remembered.totalBytes())
        .onSuccess(length -> bytes = length)
        .recover(
            e -> {
              file = null;
              forget();
              return Future.failedFuture(e);
            });
  }

  /** What is known of the body while the rest of it is wanted, else null. */
  Part continued() {
    return continued;
  }

  boolean isContinued() {
    return continued != null;
  }

  /** Bytes that are there and are continued. */
  long bytes() {
    return bytes;
  }

  /** Whether a 206 is the rest of what is there. */
  boolean fits(ResponseHead answer) {
    return Continuation.fits(continued, bytes, answer);
  }

  /** The answer is the rest: reads what is there into the digests; what comes waits behind it. */
  void goOn(ResponseHead answer, Digests digests) {
    ContentRange range = ContentRange.of(answer.all("content-range"));
    continued =
        new Part(
            continued.path(),
            continued.url(),
            continued.etag(),
            continued.lastModified(),
            range.total(),
            BootId.ID);
    file.hashExisting(digests, bytes);
  }

  /**
   * Why a body of that length is not the whole that is continued, or null. An answer may be a part
   * of the rest, truthfully labelled: what came is good, and there is more to come.
   */
  Fault missing(long size) {
    return continued == null || size == continued.totalBytes()
        ? null
        : new Fault(ErrorCode.TRUNCATED, size + " of " + continued.totalBytes() + " bytes");
  }

  /** It is of no use, and goes. */
  void forget() {
    continued = null;
    bytes = 0;
    if (superseded == null) {
      superseded =
          file != null
              ? file.abandon(false).mapEmpty()
              : disk.removeOwn(remembered.path()).otherwiseEmpty();
      file = null;
    }
  }

  boolean isForgotten() {
    return superseded != null;
  }

  /** Completes when it is gone, at once if it stays. */
  Future<Void> cleared() {
    return superseded == null ? Future.succeededFuture() : superseded;
  }
}
