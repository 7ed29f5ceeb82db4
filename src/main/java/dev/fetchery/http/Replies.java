package dev.fetchery.http;

import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers, most of them JSON. */
final class Replies {
  private Replies() {}

  static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** Ends an answer with its body; one to {@code HEAD} says only how long that would be. */
  static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response =
        request.response().putHeader("Content-Length", Integer.toString(body.length()));
    return isHead(request) ? response.end() : response.end(body);
  }

  static Future<Void> json(RoutingContext context, int status, Json.Body body) {
    return json(context, status, Json.write(body));
  }

  static Future<Void> json(RoutingContext context, int status, Buffer body) {
    if (context.response().closed()) {
      return Future.succeededFuture();
    }
    context.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    return end(context.request(), body);
  }

  static Future<Void> job(RoutingContext context, int status, Job job) {
    return json(context, status, json -> JobJson.write(json, job));
  }
}
