package dev.fetchery.fetcher.segment;

import dev.fetchery.client.Exchange;
import dev.fetchery.client.HttpFetch;
import dev.fetchery.client.ResponseHandler;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.segment.PieceMap.Span;
import java.util.function.LongSupplier;

/**
 * Asks for the pieces of one body, unless its host rests, and says which responses are those
 * pieces. Confined to the fetcher's event loop.
 */
final class PieceRequests {
  private final HttpFetch fetch;
  private final Segments segments;
  private final HostRests.OfFile host;
  private final LongSupplier elapsedMs;

  /**
   * @param elapsedMs milliseconds since the plain request was sent: its time limit is for the
   *     pieces too
   */
  PieceRequests(HttpFetch fetch, Segments segments, HostRests.OfFile host, LongSupplier elapsedMs) {
    this.fetch = fetch;
    this.segments = segments;
    this.host = host;
    this.elapsedMs = elapsedMs;
  }

  /** Whether nothing is to be asked for now. */
  boolean rest() {
    return host.rests();
  }

  /** Asks for a piece; its response is told to {@code connection}. */
  Exchange send(Span piece, ResponseHandler connection) {
    return fetch.send(segments.request(piece, elapsedMs.getAsLong()), connection);
  }

  /** Whether a response is the piece that was asked for. */
  boolean isPiece(Span piece, ResponseHead response) {
    return segments.isPiece(piece, response);
  }

  /** A piece was refused, and the host asks to wait before the next request. */
  void refused(int status, long waitMs) {
    host.refused(status, waitMs);
  }
}
