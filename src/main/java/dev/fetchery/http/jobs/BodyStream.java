package dev.fetchery.http.jobs;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A long body, sent no faster than the socket takes it: what makes the next part waits until there
 * is room. Confined to the HTTP event loop.
 */
final class BodyStream {
  private final HttpServerResponse response;
  private final Promise<Void> gone = Promise.promise();

  BodyStream(RoutingContext context) {
    this.response = context.response();
    context.addEndHandler(ended -> gone.tryComplete());
  }

  /** Whether the caller is gone. */
  boolean closed() {
    return response.closed();
  }

  /** Sends a part; completes when there is room for the next one, or the connection is gone. */
  Future<Void> write(Buffer part) {
    if (part.length() > 0) {
      response.write(part);
    }
    if (!response.writeQueueFull()) {
      return Future.succeededFuture();
    }
    Promise<Void> drained = Promise.promise();
    response.drainHandler(drained::tryComplete);
    gone.future().onComplete(ended -> drained.tryComplete());
    return drained.future();
  }

  Future<Void> end(Buffer part) {
    return response.end(part);
  }
}
