package dev.fetchery.http.route;

import dev.fetchery.http.view.ViewJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends responses, most of them JSON. */
public final class Responses {
  private Responses() {}

  public static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** Ends a response with its body; one to {@code HEAD} carries only the body's length. */
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response =
        request.response().putHeader("Content-Length", Integer.toString(body.length()));
    return isHead(request) ? response.end() : response.end(body);
  }

  /** Sends a view as {@link ViewJson} writes it. */
  public static Future<Void> json(RoutingContext context, int status, Object view) {
    return json(context, status, ViewJson.bytes(view));
  }

  /** Sends JSON that is written already. */
  public static Future<Void> json(RoutingContext context, int status, Buffer json) {
    if (context.response().closed()) {
      return Future.succeededFuture();
    }
    context.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    return end(context.request(), json);
  }
}
