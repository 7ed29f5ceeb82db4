package dev.fetchery.http.route;

import dev.fetchery.http.view.JobJson;
import dev.fetchery.http.view.Json;
import dev.fetchery.job.Job;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Answers, most of them JSON. */
public final class Responses {
  private Responses() {}

  public static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** Ends an answer with its body; one to {@code HEAD} says only how long that would be. */
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response =
        request.response().putHeader("Content-Length", Integer.toString(body.length()));
    return isHead(request) ? response.end() : response.end(body);
  }

  public static Future<Void> json(RoutingContext context, int status, Json.Body body) {
    return json(context, status, Json.write(body));
  }

  public static Future<Void> json(RoutingContext context, int status, Buffer body) {
    if (context.response().closed()) {
      return Future.succeededFuture();
    }
    context.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    return end(context.request(), body);
  }

  public static Future<Void> job(RoutingContext context, int status, Job job) {
    return json(context, status, json -> JobJson.write(json, job));
  }
}
