package dev.fetchery.fetcher.segment;

import dev.fetchery.fetcher.file.PartWriter;
import dev.fetchery.fetcher.segment.PieceMap.Span;
import io.vertx.core.buffer.Buffer;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The response to the plain request, where a body comes by several connections: read on, piece
 * after piece, until it meets bytes that another connection has taken. Confined to the fetcher's
 * event loop.
 */
final class InitialResponse {
  private final PieceMap pieces;
  private final long total;
  private final PartWriter writer;
  private final LongFunction<@Nullable Span> follow;
  private final Runnable onEnough;

  /** All that it has taken, from the start of the body: up to here. */
  private long until;

  private long at;
  private boolean over;

  /**
   * The first response of a file.
   *
   * @param total length of the body in bytes
   * @param follow the piece that begins there, or null where another connection brings it
   * @param onEnough called when the rest of the response is not needed
   */
  InitialResponse(
      PieceMap pieces,
      long total,
      PartWriter writer,
      LongFunction<@Nullable Span> follow,
      Runnable onEnough) {
    this.pieces = pieces;
    this.total = total;
    this.writer = writer;
    this.follow = follow;
    this.onEnough = onEnough;
    this.until = Objects.requireNonNull(pieces.take(), "an empty body").until();
  }

  boolean isOver() {
    return over;
  }

  PartWriter writer() {
    return writer;
  }

  void write(Buffer bytes) {
    int length = bytes.length();
    while (until - at < length && extend()) {
      // Until it is long enough, or another brings what follows.
    }
    int wanted = (int) Math.min(length, until - at);
    writer.write(at, bytes, wanted);
    at += wanted;
    if (at == until && at < total && !extend()) {
      over = true;
      onEnough.run();
    }
  }

  private boolean extend() {
    Span next = follow.apply(until);
    if (next == null) {
      return false;
    }
    until = next.until();
    return true;
  }

  /** It broke off: another connection fetches what it did not bring. */
  void broke() {
    pieces.giveBack(at, until);
    over = true;
  }

  /** There is no more of it. */
  void end() {
    over = true;
  }
}
