package dev.fetchery.demo.origin;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /list/{count}/{bytes}?start=&per_page=}: a page of URLs of files of that size; the {@code
 * More} header says whether another page follows.
 */
final class FileList implements Handler<RoutingContext> {
  private static final int MAX_PER_PAGE = 10_000;

  @Override
  public void handle(RoutingContext ctx) {
    long count = number(ctx.pathParam("count"));
    long bytes = number(ctx.pathParam("bytes"));
    long start = number(ctx.request().getParam("start", "0"));
    long perPage = number(ctx.request().getParam("per_page", "100"));
    if (count < 0 || bytes < 0 || start < 0 || perPage < 0) {
      Responses.problem(
          ctx, 404, "/list/{count}/{bytes}?start=&per_page=: whole numbers of at most 9 digits");
      return;
    }
    long end = Math.min(count, start + Math.min(perPage, MAX_PER_PAGE));
    JsonArray urls = new JsonArray();
    for (long n = start; n < end; n++) {
      urls.add("/files/" + n + "/" + bytes);
    }
    ctx.response()
        .putHeader("Content-Type", "application/json")
        .putHeader("More", Boolean.toString(end < count));
    Responses.send(ctx, new JsonObject().put("urls", urls).toBuffer());
  }

  /** -1 if it is not one. */
  private static long number(String text) {
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
  }
}
