package dev.fetchery.demo.origin;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The routes of the demo origin. */
final class OriginRoutes {
  private static final Pattern FORM =
      Pattern.compile(
          "application/x-www-form-urlencoded|multipart/form-data", Pattern.CASE_INSENSITIVE);

  private final Vertx vertx;
  private final OriginContent content;
  private final long lagMs;

  OriginRoutes(Vertx vertx, OriginContent content, long lagMs) {
    this.vertx = vertx;
    this.content = content;
    this.lagMs = lagMs;
  }

  Router router() {
    Router router = Router.router(vertx);
    router.route().handler(this::count).handler(this::lag);
    get(router, "/files/:n/:bytes", new FileRoute());
    get(router, "/list/:count/:bytes", new FileList());
    get(router, "/images/emoji/*", this::emoji);
    get(router, "/emojis", this::emojis);
    get(router, "/data/flags/:code/:file", this::flag);
    get(router, "/cat", this::cat);
    get(router, "/api/download/:name", this::download);
    get(router, "/status/*", this::status);
    ListingTwins.addTo(router);
    router
        .route("/api/list_files")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .method(HttpMethod.POST)
        .handler(this::list);
    router.route("/api/list_files").handler(ctx -> notAllowed(ctx, "GET, HEAD, POST"));
    router.route().handler(ctx -> Responses.problem(ctx, 404, "nothing at this path"));
    return router;
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    router.route(path).handler(ctx -> notAllowed(ctx, "GET, HEAD"));
  }

  private static void notAllowed(RoutingContext ctx, String methods) {
    ctx.response().putHeader(HttpHeaders.ALLOW, methods);
    Responses.problem(ctx, 405, "this path takes " + methods);
  }

  private void count(RoutingContext ctx) {
    content.counts().entered();
    ctx.addEndHandler(ended -> content.counts().left());
    ctx.next();
  }

  private void lag(RoutingContext ctx) {
    after(lagMs, ctx, ctx::next);
  }

  /** Continues after a delay if the client is still connected. Pauses a form's body until then. */
  private void after(long delayMs, RoutingContext ctx, Runnable step) {
    HttpServerRequest request = ctx.request();
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    boolean form = type != null && FORM.matcher(type).lookingAt();
    if (!request.isEnded() && request.method().equals(HttpMethod.POST) && form) {
      request.setExpectMultipart(true);
    }
    if (delayMs == 0) {
      step.run();
      return;
    }
    request.pause();
    vertx.setTimer(
        delayMs,
        timer -> {
          if (!ctx.response().closed()) {
            step.run();
            request.resume();
          }
        });
  }

  private void emojis(RoutingContext ctx) {
    String base = base(ctx.request());
    JsonObject list = new JsonObject();
    content.emojis().paths().forEach((name, path) -> list.put(name, base + path + "?v8"));
    Responses.send(ctx, StaticBody.of("application/json; charset=utf-8", list.encode()));
  }

  /** The origin's URL as the client addressed it. */
  private static String base(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null
        ? "http://127.0.0.1:" + request.localAddress().port()
        : "http://" + authority;
  }

  private void emoji(RoutingContext ctx) {
    content
        .emoji(ctx.request().path())
        .ifPresentOrElse(
            drawn -> drawn.onSuccess(body -> Responses.send(ctx, body)).onFailure(ctx::fail),
            () -> Responses.problem(ctx, 404, "no such emoji"));
  }

  private void flag(RoutingContext ctx) {
    String code = ctx.pathParam("code");
    String file = ctx.pathParam("file");
    Optional<Flag> flag = Flag.ofCode(code);
    if (flag.isPresent() && file.equals("metadata.json")) {
      String text = new JsonObject().put("country", flag.get().country()).encode();
      Responses.send(ctx, StaticBody.of("application/json", text));
    } else if (flag.isPresent() && file.equals(code + ".gif")) {
      content.flag(flag.get()).onSuccess(body -> Responses.send(ctx, body)).onFailure(ctx::fail);
    } else {
      Responses.problem(ctx, 404, "no such flag");
    }
  }

  private void cat(RoutingContext ctx) {
    content
        .cat()
        .onSuccess(
            picture -> {
              ctx.response()
                  .putHeader(HttpHeaders.CONTENT_TYPE, picture.mediaType())
                  .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
              Responses.send(ctx, picture.content());
            })
        .onFailure(ctx::fail);
  }

  private void list(RoutingContext ctx) {
    ctx.request()
        .end()
        .onSuccess(read -> page(ctx))
        .onFailure(fault -> Responses.problem(ctx, 400, "the form cannot be read"));
  }

  private void page(RoutingContext ctx) {
    OptionalInt start = number(ctx.request(), "start", 0);
    OptionalInt perPage = number(ctx.request(), "per_page", Endpoints.MAX_PER_PAGE);
    if (start.isEmpty() || perPage.isEmpty()) {
      Responses.problem(ctx, 400, "start and per_page must be whole numbers of at most 9 digits");
      return;
    }
    Endpoints.Page page = content.endpoints().page(start.getAsInt(), perPage.getAsInt());
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader("More", Boolean.toString(page.more()));
    String text = new JsonObject().put("urls", new JsonArray(page.names())).encode();
    Responses.send(ctx, Buffer.buffer(text));
  }

  /** From the form, else the query, else the default; empty if it is not a number. */
  private static OptionalInt number(HttpServerRequest request, String name, int otherwise) {
    String form = request.getFormAttribute(name);
    String text = form == null ? request.getParam(name, Integer.toString(otherwise)) : form;
    return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  private void download(RoutingContext ctx) {
    String name = ctx.pathParam("name");
    OptionalInt number = content.endpoints().numberOf(name);
    if (number.isEmpty()) {
      Responses.problem(ctx, 404, "no such endpoint");
      return;
    }
    if (ctx.request().method().equals(HttpMethod.GET)) {
      content.counts().downloaded(name);
    }
    String text = number.getAsInt() + " of " + content.endpoints().names().size();
    Responses.send(ctx, StaticBody.of("text/plain; charset=utf-8", text));
  }

  private void status(RoutingContext ctx) {
    String name = ctx.request().path().substring("/status/".length());
    ProbedSite.named(name)
        .ifPresentOrElse(
            site -> after(site.lagMs(), ctx, () -> visit(ctx, site)),
            () -> Responses.problem(ctx, 404, "no such site"));
  }

  private static void visit(RoutingContext ctx, ProbedSite site) {
    ctx.response()
        .setStatusCode(site.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
    site.redirect().ifPresent(path -> ctx.response().putHeader(HttpHeaders.LOCATION, path));
    Responses.send(ctx, Buffer.buffer(site.page()));
  }
}
