package dev.fetchery.http.route;

import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.MemoryBudget.Use;
import dev.fetchery.http.view.ViewJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends responses, most of them JSON. */
public final class Responses {
  /** Under which a request's context holds the {@link MemoryBudget}. */
  static final String MEMORY = "memory";

  private Responses() {}

  /** A share of the memory for answers. */
  public static MemoryBudget.Share share(RoutingContext context) {
    MemoryBudget memory = context.get(MEMORY);
    return (memory == null ? MemoryBudget.ofThisHeap() : memory).share(Use.ANSWERS);
  }

  public static boolean isHead(HttpServerRequest request) {
    return request.method().equals(HttpMethod.HEAD);
  }

  /** Ends a response with its body; one to {@code HEAD} carries only the body's length. */
  public static Future<Void> end(HttpServerRequest request, Buffer body) {
    HttpServerResponse response =
        request.response().putHeader("Content-Length", Integer.toString(body.length()));
    if (isHead(request)) {
      return response.end();
    }
    return body.length() <= LargeAnswer.SLICE_BYTES
        ? response.end(body)
        : LargeAnswer.send(request, body);
  }

  /** Sends a view as {@link ViewJson} writes it. */
  public static Future<Void> json(RoutingContext context, int status, Object view) {
    return json(context, status, ViewJson.bytes(view));
  }

  /** The same for a view that may be large: it is written where no other request waits for it. */
  public static Future<Void> largeJson(RoutingContext context, int status, Object view) {
    return context
        .vertx()
        .executeBlocking(() -> ViewJson.bytes(view), false)
        .compose(json -> json(context, status, json));
  }

  /**
   * Sends JSON that is written already. A large answer takes its size from the memory budget until
   * it is sent; where there is none, the answer is 503.
   */
  public static Future<Void> json(RoutingContext context, int status, Buffer json) {
    if (context.response().closed()) {
      return Future.succeededFuture();
    }
    context.response().setStatusCode(status).putHeader("Content-Type", "application/json");
    MemoryBudget memory = context.get(MEMORY);
    if (memory == null || json.length() <= LargeAnswer.SLICE_BYTES) {
      return end(context.request(), json);
    }
    MemoryBudget.Share share = memory.share(Use.ANSWERS);
    // One answer alone always fits.
    if (!share.grow(Math.min(json.length(), memory.limit(Use.ANSWERS)))) {
      return Future.failedFuture(
          Problem.of(503, "too many large answers wait to be read").with("Retry-After", "10"));
    }
    return end(context.request(), json).onComplete(sent -> share.close());
  }
}
