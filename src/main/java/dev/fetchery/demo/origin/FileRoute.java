package dev.fetchery.demo.origin;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /files/{n}/{bytes}}: bodies of any size, with validators and ranges. */
final class FileRoute implements Handler<RoutingContext> {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Written before the event loop turns to other connections, even if the socket takes more. */
  private static final int BURST_BYTES = 16 * CHUNK_BYTES;

  @Override
  public void handle(RoutingContext ctx) {
    Optional<FileBody> named = body(ctx.pathParam("n"), ctx.pathParam("bytes"));
    if (named.isEmpty()) {
      Responses.problem(
          ctx, 404, "/files/{n}/{bytes}: two whole numbers, BYTES at most 1073741824");
      return;
    }
    FileBody body = named.get();
    Responses.validators(ctx, body.etag());
    ctx.response().putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    if (ctx.isFresh()) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    range(ctx, body)
        .ifPresentOrElse(
            range -> part(ctx, body, range),
            () -> send(ctx, body, ByteRange.whole(body.sizeBytes())));
  }

  private static Optional<FileBody> body(String number, String size) {
    if (!number.matches("\\d{1,18}") || !size.matches("\\d{1,10}")) {
      return Optional.empty();
    }
    FileBody body = new FileBody(Long.parseLong(number), Long.parseLong(size));
    return body.sizeBytes() <= FileBody.MAX_SIZE_BYTES ? Optional.of(body) : Optional.empty();
  }

  private static Optional<ByteRange> range(RoutingContext ctx, FileBody body) {
    String field = ctx.request().getHeader("Range");
    // a Range means something with GET alone (RFC 9110, 14.2)
    return field == null || !ctx.request().method().equals(HttpMethod.GET) || !unchanged(ctx)
        ? Optional.empty()
        : ByteRange.parse(field, body.sizeBytes());
  }

  /** Whether {@code If-Range} is absent or equals the current validator. */
  private static boolean unchanged(RoutingContext ctx) {
    String condition = ctx.request().getHeader("If-Range");
    return condition == null
        || condition.equals(ctx.response().headers().get(HttpHeaders.ETAG))
        || condition.equals(ctx.response().headers().get(HttpHeaders.LAST_MODIFIED));
  }

  private static void part(RoutingContext ctx, FileBody body, ByteRange range) {
    HttpServerResponse response = ctx.response();
    if (!range.satisfiable()) {
      response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + body.sizeBytes());
      Responses.problem(ctx, 416, "the range begins after the end");
      return;
    }
    response
        .setStatusCode(206)
        .putHeader(
            HttpHeaders.CONTENT_RANGE,
            "bytes " + range.from() + "-" + range.to() + "/" + body.sizeBytes());
    send(ctx, body, range);
  }

  private static void send(RoutingContext ctx, FileBody body, ByteRange range) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    if (range.length() <= CHUNK_BYTES) {
      Responses.send(ctx, Buffer.buffer(body.slice(range.from(), (int) range.length())));
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    response.setWriteQueueMaxSize(4 * CHUNK_BYTES);
    new Writing(ctx.vertx().getOrCreateContext(), response, body, range).write();
  }

  /** Writes one body as fast as the client reads it. */
  private static final class Writing {
    private final Context context;
    private final HttpServerResponse response;
    private final FileBody body;
    private final long end;
    private long offset;

    Writing(Context context, HttpServerResponse response, FileBody body, ByteRange range) {
      this.context = context;
      this.response = response;
      this.body = body;
      this.offset = range.from();
      this.end = range.to() + 1;
      response.drainHandler(drained -> write());
      response.exceptionHandler(lost -> offset = end);
    }

    void write() {
      long burstEnd = Math.min(end, offset + BURST_BYTES);
      while (offset < burstEnd && !response.closed()) {
        if (response.writeQueueFull()) {
          return;
        }
        int length = (int) Math.min(CHUNK_BYTES, end - offset);
        byte[] chunk = body.slice(offset, length);
        offset += length;
        response.write(Buffer.buffer(chunk));
      }
      if (response.closed() || response.ended()) {
        return;
      }
      if (offset < end) {
        context.runOnContext(next -> write());
      } else {
        response.end();
      }
    }
  }
}
