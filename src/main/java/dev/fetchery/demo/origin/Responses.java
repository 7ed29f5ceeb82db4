package dev.fetchery.demo.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** The kinds of response of the demo origin. */
final class Responses {
  /** The content never changes, so one date fits all of it. */
  private static final Instant LAST_MODIFIED = Instant.parse("2025-01-01T00:00:00Z");

  private Responses() {}

  /** Sets {@code ETag} and {@code Last-Modified}. */
  static void validators(RoutingContext ctx, String etag) {
    ctx.etag(etag).lastModified(LAST_MODIFIED);
  }

  /** Sends a constant body, or 304 if the client's copy is current. */
  static void send(RoutingContext ctx, StaticBody body) {
    validators(ctx, body.etag());
    if (ctx.isFresh()) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType());
    send(ctx, body.content());
  }

  /** Ends the response with this body; a {@code HEAD} request gets its length only. */
  static void send(RoutingContext ctx, Buffer content) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(content);
    }
  }

  /** An error as plain text. */
  static void problem(RoutingContext ctx, int status, String text) {
    ctx.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    send(ctx, Buffer.buffer(text + "\n"));
  }
}
