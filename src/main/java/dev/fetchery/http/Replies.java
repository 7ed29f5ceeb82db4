package dev.fetchery.http;

import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Answers with JSON. */
final class Replies {
  private Replies() {}

  static Future<Void> json(RoutingContext context, int status, Json.Body body) {
    return json(context, status, Json.write(body));
  }

  static Future<Void> json(RoutingContext context, int status, Buffer body) {
    if (context.response().closed()) {
      return Future.succeededFuture();
    }
    return context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body);
  }

  static Future<Void> job(RoutingContext context, int status, Job job) {
    return json(context, status, json -> JobJson.write(json, job));
  }
}
