package dev.fetchery.fetcher;

import io.vertx.core.buffer.Buffer;

/**
 * The answer to the plain request, where a body comes by several connections: read on, piece after
 * piece, until it meets bytes that another has taken. One event loop's.
 */
final class InitialResponse {
  private final SegmentedFile file;
  private final long total;
  private final RangeWriter strip;
  private final Runnable onEnough;

  /** All that it has taken, from the start of the body. */
  private PieceMap.Span piece;

  private long at;
  private boolean over;

  /**
   * The first answer of a file.
   *
   * @param total length of the body in bytes
   * @param onWritten told when fewer bytes wait than before
   * @param onEnough told when the rest of the answer is not needed
   */
  InitialResponse(
      SegmentedFile file, PublishQueue disk, long total, Runnable onWritten, Runnable onEnough) {
    this.file = file;
    this.total = total;
    this.strip = new RangeWriter(file, disk, onWritten);
    this.onEnough = onEnough;
    this.piece = file.pieces().take();
  }

  boolean isOver() {
    return over;
  }

  RangeWriter strip() {
    return strip;
  }

  /** Bytes that wait to be written. */
  long queuedBytes() {
    return strip.queuedBytes();
  }

  void write(Buffer bytes) {
    int length = bytes.length();
    while (piece.until() - at < length && extend()) {
      // Until it is long enough, or another brings what follows.
    }
    int wanted = (int) Math.min(length, piece.until() - at);
    strip.write(at, bytes, wanted);
    at += wanted;
    if (at == piece.until() && at < total && !extend()) {
      over = true;
      onEnough.run();
    }
  }

  private boolean extend() {
    PieceMap.Span next = file.follow(piece.until());
    if (next == null) {
      return false;
    }
    piece = new PieceMap.Span(piece.from(), next.until());
    return true;
  }

  /** It broke off: what it did not bring is another's. */
  void broke() {
    file.pieces().giveBack(at, piece.until());
    over = true;
  }

  /** There is no more of it. */
  void end() {
    over = true;
  }
}
