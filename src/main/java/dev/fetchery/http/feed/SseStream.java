package dev.fetchery.http.feed;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * One connection that is sent events. Holds no events itself: its user asks first whether there is
 * room, and is called again when there is. Confined to the HTTP event loop.
 */
final class SseStream {
  /** There is no room while the socket has more bytes than this to take. */
  private static final int QUEUE_BYTES = 16 << 10;

  private final RoutingContext context;
  private final HttpServerResponse response;
  private final FeedMemory memory;
  private Runnable onRoom = () -> {};
  private Runnable onGone = () -> {};
  private long unsent;
  private boolean closed;

  SseStream(RoutingContext context, FeedMemory memory) {
    this.context = context;
    this.memory = memory;
    this.response = context.response();
  }

  /**
   * Sends the head at once.
   *
   * @param whenRoom called when there is room again
   * @param whenGone called once, when the stream has ended or its connection is lost
   */
  void open(Runnable whenRoom, Runnable whenGone) {
    onRoom = whenRoom;
    onGone = whenGone;
    // Called at the end and at the loss of the connection alike.
    context.addEndHandler(ended -> release());
    response.setWriteQueueMaxSize(QUEUE_BYTES);
    response.drainHandler(nothing -> onRoom.run());
    putHeaders(response).setChunked(true).write(Sse.RETRY);
  }

  /** Sends the head of a stream without a body. */
  static Future<Void> head(RoutingContext context) {
    return putHeaders(context.response()).end();
  }

  private static HttpServerResponse putHeaders(HttpServerResponse response) {
    return response
        .putHeader("Content-Type", "text/event-stream")
        // Asks a proxy not to gather events.
        .putHeader("X-Accel-Buffering", "no");
  }

  boolean hasRoom() {
    if (closed || response.writeQueueFull()) {
      return false;
    }
    boolean room = memory.hasRoom(unsent);
    if (!room) {
      memory.await(onRoom);
    }
    return room;
  }

  void write(Buffer bytes) {
    if (closed) {
      return;
    }
    int length = bytes.length();
    unsent += length;
    memory.sending(length);
    response.write(bytes).onComplete(written -> sent(length));
  }

  private void sent(int length) {
    if (!closed) {
      unsent -= length;
      memory.sent(length);
    }
  }

  /** Ends the response in good order. */
  void end() {
    if (!closed) {
      response.end();
      release();
    }
  }

  private void release() {
    if (!closed) {
      closed = true;
      memory.leave(onRoom);
      // Writes to a lost connection may never complete.
      memory.sent(unsent);
      onGone.run();
    }
  }
}
