package dev.fetchery.demo.origin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/** The ways in which the demo origin answers. */
final class Responses {
  /** Nothing here ever changes, so one moment serves all. */
  private static final Instant LAST_MODIFIED = Instant.parse("2025-01-01T00:00:00Z");

  private Responses() {}

  /** Says how a copy of the answer can be checked for freshness. */
  static void validators(RoutingContext ctx, String etag) {
    ctx.etag(etag).lastModified(LAST_MODIFIED);
  }

  /** An answer that never changes; 304 to one who has it already. */
  static void send(RoutingContext ctx, StaticBody body) {
    validators(ctx, body.etag());
    if (ctx.isFresh()) {
      ctx.response().setStatusCode(304).end();
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, body.mediaType());
    send(ctx, body.content());
  }

  /** Ends the answer with this body, or with its length alone where only the head was asked for. */
  static void send(RoutingContext ctx, Buffer content) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length()));
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(content);
    }
  }

  /** An error in plain words. */
  static void problem(RoutingContext ctx, int status, String text) {
    ctx.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
    send(ctx, Buffer.buffer(text + "\n"));
  }
}
