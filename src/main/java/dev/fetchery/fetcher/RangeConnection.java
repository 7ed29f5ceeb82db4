package dev.fetchery.fetcher;

import dev.fetchery.client.Bodies;
import dev.fetchery.client.Exchange;
import dev.fetchery.client.FetchException;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.vertx.core.buffer.Buffer;

/**
 * A connection that fetches pieces of a large body, one after another. Whatever goes wrong with it,
 * it ends and gives back what it did not bring. One event loop's.
 */
final class RangeConnection implements ResponseHandler {
  private final SegmentedFile file;
  private final BackPressure flow;
  private final RangeWriter strip;

  private Exchange exchange;
  private PieceMap.Span piece;
  private long at;
  private long received;
  private boolean over;

  RangeConnection(SegmentedFile file, FetcherContext tools, String job) {
    this.file = file;
    this.flow = new BackPressure(tools, job);
    this.strip = new RangeWriter(file, tools.disk(), this::written);
  }

  /** Fetches the next piece, if there is one. */
  boolean fetchNext() {
    piece = file.pieces().take();
    if (piece == null) {
      return false;
    }
    at = piece.from();
    exchange = file.fetch(piece, this);
    return true;
  }

  boolean isFetching() {
    return piece != null && !over;
  }

  /** Whether it could fetch a piece. */
  boolean isIdle() {
    return piece == null && !over;
  }

  /** Whether it fetches the piece that begins there, and nothing of that has come. */
  boolean isAt(long from) {
    return isFetching() && at == from && piece.from() == from;
  }

  /** Leaves its piece, of which nothing has come, to another. */
  PieceMap.Span giveWay() {
    halt();
    return piece;
  }

  RangeWriter strip() {
    return strip;
  }

  long received() {
    return received;
  }

  @Override
  public void head(ResponseHead answer) {
    if (file.accepts(piece, answer)) {
      flow.begin(exchange);
    } else {
      lost(
          new Fault(
              ErrorCode.TRUNCATED,
              "asked for bytes " + piece.from() + " on, got status " + answer.status()));
    }
  }

  @Override
  public void chunk(Buffer bytes) {
    int length = bytes.length();
    if (at + length > piece.until()) {
      Bodies.release(bytes);
      lost(new Fault(ErrorCode.BAD_RESPONSE, "more bytes than were asked for"));
      return;
    }
    strip.write(at, bytes, length);
    at += length;
    received += length;
    flow.throttle(strip.queuedBytes());
    flow.spent(length);
  }

  @Override
  public void ended() {
    flow.end();
    if (at < piece.until()) {
      lost(new Fault(ErrorCode.TRUNCATED, "fewer bytes than were asked for"));
    } else if (!fetchNext()) {
      file.settled(null);
    }
  }

  @Override
  public void failed(FetchException why) {
    lost(why.fault());
  }

  private void lost(Fault why) {
    file.pieces().giveBack(at, piece.until());
    flow.end();
    exchange.abort();
    over = true;
    file.lost(why);
  }

  /** Fetches no more and writes no more. */
  void halt() {
    if (isFetching()) {
      flow.end();
      exchange.abort();
    }
    over = true;
    strip.drop();
  }

  private void written() {
    flow.throttle(strip.queuedBytes());
  }
}
