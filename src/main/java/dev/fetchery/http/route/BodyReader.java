package dev.fetchery.http.route;

import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Share;
import dev.fetchery.context.MemoryBudget.Use;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/** Reads bodies of requests, whole or as a stream. */
public final class BodyReader {
  /** What a byte of a body takes: itself, and once more as text while it is read. */
  private static final int BYTES_OF_A_BYTE = 2;

  /** What each value of JSON takes beside its text, about. */
  private static final int BYTES_OF_A_VALUE = 80;

  private final Vertx vertx;
  private final Clock clock;
  private final MemoryBudget memory;
  private final long stallMs;

  /**
   * @param memory what whole bodies take memory from
   * @param stallMs a body that brings too little in so long fails with 408
   */
  public BodyReader(Vertx vertx, Clock clock, MemoryBudget memory, long stallMs) {
    this.vertx = vertx;
    this.clock = clock;
    this.memory = memory;
    this.stallMs = stallMs;
  }

  /**
   * Reads a body of JSON whole and hands it to {@code use}, until whose end it keeps its memory. A
   * body that is larger than so many bytes, or than there can ever be memory for, fails with 413;
   * one that there is no memory for now with 503.
   */
  public <T> Future<T> whole(
      HttpServerRequest request, long maxBytes, Function<Buffer, Future<T>> use) {
    long most = Math.min(maxBytes, memory.limit(Use.POSTS) / BYTES_OF_A_BYTE);
    Problem tooLarge = Problem.of(413, "the body is larger than " + most + " bytes");
    long announced = Params.number(String.valueOf(request.getHeader("Content-Length")));
    if (announced > most) {
      return Future.failedFuture(tooLarge);
    }
    Share share = memory.share(Use.POSTS);
    // Not of the announced size: an announcement alone must not cost memory.
    Buffer whole = Buffer.buffer();
    return stream(
            request,
            1,
            chunk -> {
              if (whole.length() + (long) chunk.length() > most) {
                return Future.failedFuture(tooLarge);
              }
              long bytes =
                  (long) BYTES_OF_A_BYTE * chunk.length() + BYTES_OF_A_VALUE * values(chunk);
              if (!share.grow(bytes)) {
                return Future.failedFuture(noMemory(share.held() + bytes));
              }
              whole.appendBuffer(chunk);
              return Future.succeededFuture();
            })
        .compose(read -> use.apply(whole))
        .onComplete(done -> share.close());
  }

  /** Values of JSON that begin in a chunk, about: what is in texts is counted too. */
  private static long values(Buffer chunk) {
    long values = 0;
    for (int i = 0; i < chunk.length(); i++) {
      byte b = chunk.getByte(i);
      if (b == '{' || b == '[' || b == ',') {
        values++;
      }
    }
    return values;
  }

  private Problem noMemory(long needed) {
    return needed > memory.limit(Use.POSTS)
        ? Problem.of(413, "the job takes more memory than there is for posts; post a manifest")
        : Problem.of(503, "there is no memory for this body now").with("Retry-After", "10");
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
