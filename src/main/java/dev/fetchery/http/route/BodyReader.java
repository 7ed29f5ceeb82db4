package dev.fetchery.http.route;

import dev.fetchery.context.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** Reads bodies of requests, whole or as a stream. */
public final class BodyReader {
  private final Vertx vertx;
  private final Clock clock;
  private final long stallMs;

  /**
   * @param stallMs a body of which nothing arrives for so long fails with 408
   */
  public BodyReader(Vertx vertx, Clock clock, long stallMs) {
    this.vertx = vertx;
    this.clock = clock;
    this.stallMs = stallMs;
  }

  /** The whole body, at most so many bytes; a larger one fails with 413. */
  public Future<Buffer> whole(HttpServerRequest request, long maxBytes) {
    Problem tooLarge = Problem.of(413, "the body is larger than " + maxBytes + " bytes");
    long announced = Params.number(String.valueOf(request.getHeader("Content-Length")));
    if (announced > maxBytes) {
      return Future.failedFuture(tooLarge);
    }
    // Not of the announced size: an announcement alone must not cost memory.
    Buffer whole = Buffer.buffer();
    return stream(
            request,
            1,
            chunk -> {
              if (whole.length() + (long) chunk.length() > maxBytes) {
                return Future.failedFuture(tooLarge);
              }
              whole.appendBuffer(chunk);
              return Future.succeededFuture();
            })
        .map(whole);
  }

  /**
   * Hands the body to a sink, and the next chunk only after the sink's last future completed.
   *
   * @param gatherBytes chunks are gathered until there are so many bytes
   */
  public Future<Void> stream(
      HttpServerRequest request, int gatherBytes, Function<Buffer, Future<Void>> sink) {
    return new RequestBody(vertx, clock, stallMs, request, gatherBytes, sink).read();
  }
}
