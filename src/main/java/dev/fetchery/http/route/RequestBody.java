package dev.fetchery.http.route;

import dev.fetchery.context.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** One body being read, chunk by chunk, no faster than its sink takes them. */
final class RequestBody {
  private static final long CHECK_MS = 1_000;

  /** Bytes a second that a body brings at least, on average over the time that it may stall. */
  private static final long LEAST_PER_SECOND = 256;

  private final Vertx vertx;
  private final Clock clock;
  private final long stallMs;
  private final HttpServerRequest request;
  private final Function<Buffer, Future<Void>> sink;
  private final int gatherBytes;
  private final Promise<Void> done = Promise.promise();
  private Buffer gathered = Buffer.buffer();
  private long seenBytes;
  private long progressMs;
  private boolean busy;

  RequestBody(
      Vertx vertx,
      Clock clock,
      long stallMs,
      HttpServerRequest request,
      int gatherBytes,
      Function<Buffer, Future<Void>> sink) {
    this.vertx = vertx;
    this.clock = clock;
    this.stallMs = stallMs;
    this.request = request;
    this.gatherBytes = gatherBytes;
    this.sink = sink;
    this.progressMs = clock.monotonicMs();
  }

  Future<Void> read() {
    if (request.response().closed()) {
      return Future.failedFuture(Problem.badRequest("the caller closed the connection"));
    }
    long timer = vertx.setPeriodic(Math.min(CHECK_MS, stallMs), id -> checkStall());
    request.exceptionHandler(
        failure -> done.tryFail(Problem.badRequest("the connection was lost within the body")));
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
              // The rest of a body that failed is read and dropped.
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
    long nowMs = clock.monotonicMs();
    if (busy || read - seenBytes >= LEAST_PER_SECOND * stallMs / 1_000) {
      seenBytes = read;
      progressMs = nowMs;
    } else if (nowMs - progressMs >= stallMs) {
      String how = read == seenBytes ? "stalled" : "came too slowly";
      done.tryFail(Problem.of(408, "request body " + how + " for " + stallMs / 1_000 + " s"));
    }
  }
}
