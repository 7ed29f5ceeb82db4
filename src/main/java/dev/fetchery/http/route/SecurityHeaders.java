package dev.fetchery.http.route;

import io.vertx.core.http.HttpServerResponse;

/**
 * What every answer says to a browser: no sniffing, no framing, no referrer, nothing loaded,
 * nothing kept. There is no CORS header at all: no page of another origin may read an answer.
 */
public final class SecurityHeaders {
  private SecurityHeaders() {}

  public static void set(HttpServerResponse response) {
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .putHeader("Cache-Control", "no-store");
  }
}
