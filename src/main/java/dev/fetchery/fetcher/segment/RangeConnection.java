package dev.fetchery.fetcher.segment;

import dev.fetchery.client.Bodies;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.PartWriter;
import dev.fetchery.fetcher.flow.BackPressure;
import dev.fetchery.fetcher.segment.PieceMap.Span;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that fetches pieces of a large body, one after another. When something goes wrong it
 * ends and gives back what it did not bring. Confined to the fetcher's event loop.
 */
final class RangeConnection implements ResponseHandler {
  private final PieceMap pieces;
  private final PieceRequests requests;
  private final Owner owner;
  private final BackPressure flow;
  private final PartWriter writer;

  /** What it fetches; null before the first piece and when there is none left. */
  private @Nullable Fetching fetching;

  private long at;
  private long received;
  private boolean proven;
  private boolean over;

  /** The file that the pieces are of. */
  interface Owner {
    /** The connection has ended and given back what it did not bring. */
    void lost(Fault why);

    /** A connection has fetched its piece. */
    void done();
  }

  private record Fetching(Span piece, Exchange exchange) {}

  RangeConnection(
      PieceMap pieces, PieceRequests requests, Owner owner, BackPressure flow, PartWriter writer) {
    this.pieces = pieces;
    this.requests = requests;
    this.owner = owner;
    this.flow = flow;
    this.writer = writer;
  }

  /** Fetches the next piece, if there is one. */
  boolean fetchNext() {
    Span piece = pieces.take();
    fetching = null;
    if (piece != null) {
      at = piece.from();
      fetching = new Fetching(piece, requests.send(piece, this));
    }
    return piece != null;
  }

  boolean isFetching() {
    return fetching != null && !over;
  }

  /** Whether it could fetch a piece. */
  boolean isIdle() {
    return fetching == null && !over;
  }

  /** Whether the server has served it a piece. */
  boolean isProven() {
    return proven;
  }

  /** Bytes of pieces so far. */
  long received() {
    return received;
  }

  PartWriter writer() {
    return writer;
  }

  /** Leaves its piece to another, if that begins there and nothing of it has come; or null. */
  @Nullable Span giveWay(long from) {
    if (over || fetching == null || at != from || fetching.piece.from() != from) {
      return null;
    }
    Span piece = fetching.piece;
    halt();
    return piece;
  }

  @Override
  public void head(ResponseHead response) {
    if (over || fetching == null) {
      return;
    } else if (requests.isPiece(fetching.piece, response)) {
      proven = true;
      flow.begin(fetching.exchange, fetching.piece.until() - at);
    } else {
      fetching
          .exchange
          .retryAfterMs()
          .ifPresent(waitMs -> requests.refused(response.status(), waitMs));
      lost(
          new Fault(
              ErrorCode.TRUNCATED,
              "asked for bytes from " + at + " on, got HTTP " + response.status()));
    }
  }

  @Override
  public void chunk(Buffer bytes) {
    int length = bytes.length();
    if (over || fetching == null) {
      Bodies.release(bytes);
    } else if (at + length > fetching.piece.until()) {
      Bodies.release(bytes);
      lost(new Fault(ErrorCode.BAD_RESPONSE, "more bytes than were asked for"));
    } else {
      writer.write(at, bytes, length);
      at += length;
      received += length;
      flow.throttle(writer.queuedBytes());
      flow.spent(length);
    }
  }

  @Override
  public void ended() {
    readNoMore();
    if (fetching != null && at < fetching.piece.until()) {
      lost(new Fault(ErrorCode.TRUNCATED, "fewer bytes than were asked for"));
    } else if (!over) {
      fetching = null;
      owner.done();
    }
  }

  @Override
  public void failed(FetchException why) {
    lost(why.fault());
  }

  private void lost(Fault why) {
    if (over || fetching == null) {
      return;
    }
    pieces.giveBack(at, fetching.piece.until());
    readNoMore();
    fetching.exchange.abort();
    over = true;
    owner.lost(why);
  }

  /** Fetches no more and writes no more. */
  void halt() {
    if (!over && fetching != null) {
      fetching.exchange.abort();
    }
    over = true;
    writer.drop();
    readNoMore();
  }

  /** Of its memory it keeps what waits to be written. */
  private void readNoMore() {
    flow.end();
    flow.throttle(writer.queuedBytes());
  }

  /** Less waits to be written than before. */
  void written() {
    flow.throttle(writer.queuedBytes());
  }
}
