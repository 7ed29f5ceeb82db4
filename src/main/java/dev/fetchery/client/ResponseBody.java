package dev.fetchery.client;

import static java.util.Objects.requireNonNull;

import dev.fetchery.context.Clock;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an exchange's response: read as its receiver wants it, or thrown away. Begins paused.
 * Confined to the fetcher's event loop.
 */
final class ResponseBody implements Handler<Buffer> {
  /** A rest up to this long is read and thrown away, so that the connection can be used again. */
  private static final int DISCARD_BYTES = 64 << 10;

  private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Exchange exchange;
  private final HttpClientResponse response;
  private final ResponseHandler receiver;

  /** Null where no lowest speed is asked for. */
  private final @Nullable LowSpeedCheck lowSpeed;

  private final Clock clock;

  private boolean paused = true;
  private long received;
  private long activeNanos;

  /** Runs when the body has been thrown away; null while it is wanted. */
  private @Nullable Runnable discarded;

  private long discardUntilNanos;

  ResponseBody(
      Exchange exchange,
      HttpClientResponse response,
      ResponseHandler receiver,
      long minBytesPerSecond,
      Clock clock) {
    this.exchange = exchange;
    this.response = response;
    this.receiver = receiver;
    this.lowSpeed = minBytesPerSecond > 0 ? new LowSpeedCheck(minBytesPerSecond) : null;
    this.clock = clock;
    this.activeNanos = clock.nanoTime();
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

  /** When the last data came, or reading was begun. */
  long activeNanos() {
    return activeNanos;
  }

  boolean isTooSlow(long nowNanos) {
    return lowSpeed != null && !paused && lowSpeed.isTooSlow(nowNanos, received);
  }

  void read() {
    if (paused) {
      paused = false;
      activeNanos = clock.nanoTime();
      if (lowSpeed != null) {
        lowSpeed.restart(activeNanos, received);
      }
      resume();
    }
  }

  void pause() {
    if (!paused) {
      paused = true;
      response.pause();
    }
    // Also before the first reading: until then the connection reads on into Vert.x's queues.
    Http1ResponseGuard.letRead(response.request().connection(), false);
  }

  private void resume() {
    response.resume();
    Http1ResponseGuard.letRead(response.request().connection(), true);
  }

  /** Throws it away: a short one is read to its end, of a longer one the connection is cut. */
  void discard(Runnable then) {
    discarded = then;
    discardUntilNanos = clock.nanoTime() + DISCARD_NANOS;
    if (announced() > DISCARD_BYTES || received > DISCARD_BYTES) {
      cutDiscarded();
    } else {
      paused = false;
      resume();
    }
  }

  boolean isDiscarding() {
    return discarded != null;
  }

  /** Cuts what takes too long to be thrown away: reading on costs more than a new connection. */
  void tickDiscarding(long nowNanos) {
    if (nowNanos - discardUntilNanos > 0) {
      cutDiscarded();
    }
  }

  private void cutDiscarded() {
    exchange.abort();
    requireNonNull(discarded).run();
  }

  /** The length that the head announces, or -1. */
  private long announced() {
    ResponseHead head = exchange.head();
    return head == null ? -1 : head.contentLength();
  }

  /** A piece has come. */
  @Override
  public void handle(Buffer bytes) {
    received += bytes.length();
    activeNanos = clock.nanoTime();
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
    long announced = announced();
    if (discarded != null) {
      discarded.run();
    } else if (announced < 0 || received == announced) {
      receiver.ended();
    } else {
      receiver.failed(FailureMapper.ofResponse(new IOException("length"), true));
    }
  }

  private void broke(Throwable cause) {
    if (exchange.isOver()) {
      return;
    } else if (discarded != null) {
      cutDiscarded();
    } else {
      exchange.fail(FailureMapper.ofResponse(cause, true));
    }
  }
}
