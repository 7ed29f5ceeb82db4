package dev.fetchery.fetcher.segment;

import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.ContentRange;
import dev.fetchery.fetcher.file.Continuation;
import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a response is asked for in pieces, and what a piece of it must look like. Pure.
 *
 * @param request the plain request
 * @param whole the head of its response
 * @param connections for its body, the first included
 */
public record Segments(HttpRequest request, ResponseHead whole, int connections) {
  /** Headers of the plain request that would make a piece of another response. */
  private static final Set<String> CONDITIONS =
      Set.of("if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "range");

  /**
   * Null where the body comes by one connection: the job asks for one, the body is small, the
   * server does not announce ranges, or the entity has no strong tag to tell its pieces from
   * another's (RFC 9110, 13.1.5). What an earlier attempt has begun is continued by one connection
   * too.
   */
  public static @Nullable Segments of(Task task, Sink.ToFile to, ResponseHead answer) {
    boolean asked = to.connections() > 1 && to.resume() == null;
    boolean possible =
        asked
            && answer.status() == 200
            && PieceMap.pay(answer.contentLength())
            && answer.isIdentity()
            && "bytes".equalsIgnoreCase(answer.get("accept-ranges"))
            && Continuation.strongEtag(answer) != null
            && task.request().method().equals("GET");
    return possible ? new Segments(task.request(), answer, to.connections()) : null;
  }

  long total() {
    return whole.contentLength();
  }

  /**
   * The request for a piece.
   *
   * @param elapsedMs what of the total time has passed
   */
  HttpRequest request(PieceMap.Span piece, long elapsedMs) {
    List<Header> headers = new ArrayList<>();
    for (Header header : request.headers()) {
      if (!CONDITIONS.contains(header.name().toLowerCase(Locale.ROOT))) {
        headers.add(header);
      }
    }
    headers.add(new Header("Range", "bytes=" + piece.from() + "-" + (piece.until() - 1)));
    headers.add(new Header("If-Range", Objects.requireNonNull(Continuation.strongEtag(whole))));
    Timeouts timeouts = request.timeouts().after(elapsedMs);
    return request
        .withHeaders(headers)
        .withTimeouts(timeouts.withMinBytesPerSecond(timeouts.minBytesPerSecond() / connections));
  }

  /**
   * Whether a response is exactly the piece that was asked for, and of the same entity as the whole
   * (RFC 9110, 14.4 and 15.3.7).
   */
  boolean isPiece(PieceMap.Span piece, ResponseHead answer) {
    ContentRange range = ContentRange.of(answer.all("content-range"));
    long length = piece.until() - piece.from();
    return answer.status() == 206
        && new ContentRange(piece.from(), piece.until() - 1, total()).equals(range)
        && Objects.equals(Continuation.strongEtag(whole), answer.get("etag"))
        && answer.isIdentity()
        && (answer.contentLength() < 0 || answer.contentLength() == length);
  }
}
