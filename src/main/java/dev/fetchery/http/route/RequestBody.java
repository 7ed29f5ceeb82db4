package dev.fetchery.http.route;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * Reads the body of a request, chunk by chunk, no faster than it is dealt with. One that stalls is
 * given up.
 */
public final class RequestBody {
  private static final long STALL_MS = 30_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Function<Buffer, Future<Void>> sink;
  private final int gatherBytes;
  private final Promise<Void> done = Promise.promise();
  private Buffer gathered = Buffer.buffer();
  private long seenBytes = -1;
  private boolean busy;

  private RequestBody(
      Vertx vertx,
      HttpServerRequest request,
      int gatherBytes,
      Function<Buffer, Future<Void>> sink) {
    this.vertx = vertx;
    this.request = request;
    this.gatherBytes = gatherBytes;
    this.sink = sink;
  }

  /** The whole body, at most so many bytes; a larger one fails with 413. */
  public static Future<Buffer> whole(Vertx vertx, HttpServerRequest request, long maxBytes) {
    Problem tooLarge = Problem.of(413, "the body is larger than " + maxBytes + " bytes");
    long announced = Params.number(String.valueOf(request.getHeader("Content-Length")));
    if (announced > maxBytes) {
      return Future.failedFuture(tooLarge);
    }
    // Not of the announced size: what is only announced shall cost nothing.
    Buffer whole = Buffer.buffer();
    return stream(
            vertx,
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
   * Hands the body to a sink, which is called again only after its last future completed.
   *
   * @param gatherBytes chunks are gathered until there are so many bytes
   */
  public static Future<Void> stream(
      Vertx vertx,
      HttpServerRequest request,
      int gatherBytes,
      Function<Buffer, Future<Void>> sink) {
    return new RequestBody(vertx, request, gatherBytes, sink).read();
  }

  private Future<Void> read() {
    if (request.response().closed()) {
      return Future.failedFuture(Problem.badRequest("the caller has gone"));
    }
    long timer = vertx.setPeriodic(STALL_MS, id -> checkStall());
    request.exceptionHandler(
        failure -> done.tryFail(Problem.badRequest("the body broke off before its end")));
    request.handler(this::take);
    request.endHandler(nothing -> flush().onSuccess(done::tryComplete));
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
    return done.future()
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              // What is left of a body that is not wanted is read and dropped.
              request.handler(chunk -> {}).endHandler(nothing -> {}).resume();
            });
  }

  private void take(Buffer chunk) {
    gathered.appendBuffer(chunk);
    if (gathered.length() >= gatherBytes) {
      request.pause();
      flush().onSuccess(nothing -> request.resume());
    }
  }

  private Future<Void> flush() {
    if (gathered.length() == 0 || done.future().isComplete()) {
      return Future.succeededFuture();
    }
    Buffer full = gathered;
    gathered = Buffer.buffer();
    busy = true;
    return sink.apply(full).onComplete(result -> busy = false).onFailure(done::tryFail);
  }

  private void checkStall() {
    long read = request.bytesRead();
    if (!busy && read == seenBytes) {
      done.tryFail(Problem.of(408, "no more of the body came for a while"));
    }
    seenBytes = read;
  }
}
