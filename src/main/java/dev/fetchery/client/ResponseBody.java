package dev.fetchery.client;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;

/**
 * The body of an exchange's answer: read as its receiver wants it, or thrown away. Begins paused.
 */
final class ResponseBody implements Handler<Buffer> {
  /**
   * Of a body that nobody wants: a short rest is read, so that the connection can be used again.
   */
  private static final int DISCARD_BYTES = 64 << 10;

  private static final long DISCARD_NANOS = 1_000_000_000L;

  private final Exchange exchange;
  private final HttpClientResponse response;
  private final ResponseHandler receiver;

  /** Null where any pace will do. */
  private final LowSpeedCheck pace;

  private boolean paused = true;
  private long received;
  private long activeNanos = System.nanoTime();

  /** Runs when the body has been thrown away; null as long as somebody wants it. */
  private Runnable discarded;

  private long discardUntilNanos;

  ResponseBody(
      Exchange exchange,
      HttpClientResponse response,
      ResponseHandler receiver,
      long minBytesPerSecond) {
    this.exchange = exchange;
    this.response = response;
    this.receiver = receiver;
    this.pace = minBytesPerSecond > 0 ? new LowSpeedCheck(minBytesPerSecond) : null;
    response.exceptionHandler(this::broke);
    response.handler(this);
    response.endHandler(v -> ended());
  }

  /** Bytes so far. */
  long received() {
    return received;
  }

  boolean isPaused() {
    return paused;
  }

  /** When the last sign of life came, or reading was begun. */
  long activeNanos() {
    return activeNanos;
  }

  boolean isTooSlow(long nowNanos) {
    return pace != null && !paused && pace.isTooSlow(nowNanos, received);
  }

  void read() {
    if (paused) {
      paused = false;
      activeNanos = System.nanoTime();
      if (pace != null) {
        pace.restart(activeNanos, received);
      }
      resume();
    }
  }

  void pause() {
    if (!paused) {
      paused = true;
      response.pause();
      Http1ResponseGuard.letRead(response.request().connection(), false);
    }
  }

  private void resume() {
    response.resume();
    Http1ResponseGuard.letRead(response.request().connection(), true);
  }

  /** Throws it away: a short one is read to its end, of a longer one the connection is cut. */
  void discard(Runnable then) {
    discarded = then;
    discardUntilNanos = System.nanoTime() + DISCARD_NANOS;
    if (exchange.head().contentLength() > DISCARD_BYTES || received > DISCARD_BYTES) {
      cutDiscarded();
    } else {
      paused = false;
      resume();
    }
  }

  boolean isDiscarding() {
    return discarded != null;
  }

  /** What takes too long to be thrown away is not worth its connection. */
  void tickDiscarding(long nowNanos) {
    if (nowNanos - discardUntilNanos > 0) {
      cutDiscarded();
    }
  }

  private void cutDiscarded() {
    exchange.abort();
    discarded.run();
  }

  /** A piece has come. */
  @Override
  public void handle(Buffer bytes) {
    received += bytes.length();
    activeNanos = System.nanoTime();
    if (exchange.isOver()) {
      return;
    } else if (discarded == null) {
      receiver.chunk(bytes);
    } else if (received > DISCARD_BYTES) {
      cutDiscarded();
    }
  }

  private void ended() {
    if (exchange.isOver()) {
      return;
    }
    exchange.over();
    long announced = exchange.head().contentLength();
    if (discarded != null) {
      discarded.run();
    } else if (announced < 0 || received == announced) {
      receiver.ended();
    } else {
      receiver.failed(FailureMapper.ofAnswer(new IOException("length"), true));
    }
  }

  private void broke(Throwable cause) {
    if (exchange.isOver()) {
      return;
    } else if (discarded != null) {
      cutDiscarded();
    } else {
      exchange.fail(FailureMapper.ofAnswer(cause, true));
    }
  }
}
