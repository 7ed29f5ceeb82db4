package dev.fetchery.http.feed;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * One connection that is sent events. Holds no events itself: whoever writes asks first whether
 * there is room, and is called again when there is.
 */
final class SseStream {
  /** Beyond so many bytes not taken by the socket there is no room. */
  private static final int QUEUE_BYTES = 16 << 10;

  private final RoutingContext context;
  private final HttpServerResponse response;
  private Runnable gone = () -> {};
  private boolean closed;

  SseStream(RoutingContext context) {
    this.context = context;
    this.response = context.response();
  }

  /**
   * Sends the head at once.
   *
   * @param roomAgain called when there is room again
   * @param whenGone called once, when the stream has ended or its connection is lost
   */
  void open(Runnable roomAgain, Runnable whenGone) {
    gone = whenGone;
    // Called at the end and at the loss of the connection alike.
    context.addEndHandler(whatever -> release());
    response.setWriteQueueMaxSize(QUEUE_BYTES);
    response.drainHandler(nothing -> roomAgain.run());
    describe(response).setChunked(true).write(Sse.RETRY);
  }

  /** Answers with the head of a stream alone. */
  static Future<Void> head(RoutingContext context) {
    return describe(context.response()).end();
  }

  private static HttpServerResponse describe(HttpServerResponse response) {
    return response
        .putHeader("Content-Type", "text/event-stream")
        // Asks a proxy not to gather events.
        .putHeader("X-Accel-Buffering", "no");
  }

  boolean hasRoom() {
    return !closed && !response.writeQueueFull();
  }

  boolean isClosed() {
    return closed;
  }

  void write(Buffer bytes) {
    if (!closed) {
      response.write(bytes);
    }
  }

  /** Ends it in good order. */
  void end() {
    if (!closed) {
      response.end();
      release();
    }
  }

  private void release() {
    if (!closed) {
      closed = true;
      gone.run();
    }
  }
}
