package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import io.vertx.core.buffer.Buffer;

/**
 * The answer to the plain request, where a body comes by several connections: read on, piece after
 * piece, until it meets bytes that another has taken. One event loop's.
 */
final class FirstAnswer {
  private final Pieces pieces;
  private final long total;
  private final Strip strip;
  private final Runnable onWritten;
  private final Runnable onEnough;

  /** All that it has taken, from the start of the body. */
  private Pieces.Span piece;

  private long at;
  private boolean over;

  /** Of the answer, what may be another connection's to bring; null where nothing may. */
  private Buffer waiting;

  /** Whether a piece that was asked for has come. */
  private boolean proven;

  /**
   * The first answer of a file.
   *
   * @param total length of the body in bytes
   * @param onWritten told when fewer bytes wait than before
   * @param onEnough told when the rest of the answer is not needed
   */
  FirstAnswer(SegmentedFile file, Disk disk, long total, Runnable onWritten, Runnable onEnough) {
    this.pieces = file.pieces();
    this.total = total;
    this.strip = new Strip(file, disk, onWritten);
    this.onWritten = onWritten;
    this.onEnough = onEnough;
    this.piece = pieces.take();
  }

  boolean isOver() {
    return over;
  }

  Strip strip() {
    return strip;
  }

  /** Bytes that wait to be written; more than any bound where it is not known whether they are. */
  long queuedBytes() {
    return waiting == null ? strip.queuedBytes() : Long.MAX_VALUE;
  }

  void write(Buffer bytes) {
    if (waiting != null) {
      waiting.appendBuffer(bytes);
      Bodies.release(bytes);
      return;
    }
    int length = bytes.length();
    while (piece.until() - at < length && extend()) {
      // Until it is long enough, or another has taken what follows.
    }
    int wanted = (int) Math.min(length, piece.until() - at);
    Buffer rest = wanted < length ? bytes.getBuffer(wanted, length) : null;
    strip.write(at, bytes, wanted);
    at += wanted;
    if (at == piece.until() && at < total && !extend()) {
      waiting = rest == null ? Buffer.buffer() : rest;
      meet();
    }
  }

  /**
   * Looks what becomes of it where it has come to bytes that another connection is to bring. It is
   * not given up before the server has shown that it does serve pieces.
   */
  void meet() {
    if (waiting == null || over) {
      return;
    }
    if (extend()) {
      Buffer rest = waiting;
      waiting = null;
      if (rest.length() > 0) {
        write(rest);
      }
      onWritten.run();
    } else if (proven) {
      over = true;
      waiting = null;
      onEnough.run();
    }
  }

  private boolean extend() {
    Pieces.Span next = pieces.takeAt(piece.until());
    if (next == null) {
      return false;
    }
    piece = new Pieces.Span(piece.from(), next.until());
    return true;
  }

  /** The server does serve pieces. */
  void piecesCome() {
    if (!proven) {
      proven = true;
      meet();
    }
  }

  /** It broke off: what it did not bring is another's. */
  void broke() {
    pieces.giveBack(at, piece.until());
    over = true;
  }

  /** There is no more of it. */
  void end() {
    over = true;
  }
}
