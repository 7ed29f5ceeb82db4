package dev.fetchery.http.route;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends a large body in slices, each when the connection has taken the one before, and one such
 * body at a time on a connection. So a peer that does not read costs one slice, however much it has
 * asked for.
 */
final class LargeAnswer {
  /** Bytes of a slice; a body that is not larger is sent at once. */
  static final int SLICE_BYTES = 32 << 10;

  /** The last body begun on each connection that has any under way. */
  private static final Map<HttpConnection, Future<Void>> LAST = new ConcurrentHashMap<>();

  private LargeAnswer() {}

  /** Ends the response with this body; completes when it is sent. */
  static Future<Void> send(HttpServerRequest request, Buffer body) {
    HttpConnection connection = request.connection();
    Future<Void> before = LAST.getOrDefault(connection, Future.succeededFuture());
    Future<Void> sent = before.transform(done -> slice(request.response(), body, 0));
    LAST.put(connection, sent);
    return sent.onComplete(done -> LAST.remove(connection, sent));
  }

  private static Future<Void> slice(HttpServerResponse response, Buffer body, int from) {
    if (response.closed()) {
      return Future.succeededFuture();
    }
    int until = Math.min(body.length(), from + SLICE_BYTES);
    Buffer slice = body.slice(from, until);
    return until == body.length()
        ? response.end(slice)
        : response.write(slice).compose(written -> slice(response, body, until));
  }
}
