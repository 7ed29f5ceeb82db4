package dev.fetchery.fetcher.segment;

import dev.fetchery.fetcher.segment.PieceMap.Span;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections that fetch pieces of one body. There are as many as the body may come by, and one
 * of them waits until the first response is over. Confined to the fetcher's event loop.
 */
final class RangeConnections {
  private final PieceMap pieces;
  private final PieceRequests requests;
  private final List<RangeConnection> all = new ArrayList<>();

  RangeConnections(PieceMap pieces, PieceRequests requests) {
    this.pieces = pieces;
    this.requests = requests;
  }

  void add(RangeConnection connection) {
    all.add(connection);
  }

  /**
   * Has those that are free fetch what is left, unless the host rests.
   *
   * @param others connections that the body comes by besides
   * @return false where the host rests
   */
  boolean wake(int others) {
    if (requests.rest()) {
      return false;
    }
    long busy = all.stream().filter(RangeConnection::isFetching).count() + others;
    for (RangeConnection connection : all) {
      if (busy < all.size() && connection.isIdle() && connection.fetchNext()) {
        busy++;
      }
    }
    return true;
  }

  /**
   * The piece that begins there, for the first response to go on with; or null where another
   * connection brings it. A server that answers one request at a time never serves a piece: as long
   * as none has come, the first response takes the piece over.
   */
  @Nullable Span follow(long from) {
    Span free = pieces.takeAt(from);
    if (free != null || all.stream().anyMatch(RangeConnection::isProven)) {
      return free;
    }
    for (RangeConnection connection : all) {
      Span given = connection.giveWay(from);
      if (given != null) {
        return given;
      }
    }
    return null;
  }

  /** Whether one of them fetches or writes. */
  boolean isBusy() {
    return all.stream().anyMatch(c -> c.isFetching() || c.writer().isWriting());
  }

  /** Bytes that came by them. */
  long received() {
    return all.stream().mapToLong(RangeConnection::received).sum();
  }

  /** Writes what waits. */
  void flush() {
    all.forEach(connection -> connection.writer().flush());
  }

  void halt() {
    all.forEach(RangeConnection::halt);
  }

  /** Each completes when nothing of a connection is being written. */
  List<Future<Void>> idle() {
    return all.stream().map(connection -> connection.writer().idle()).toList();
  }
}
