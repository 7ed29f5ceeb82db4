package dev.fetchery.demo.origin;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Listings in the shapes in which well-known services give theirs: an open directory, a podcast, a
 * bucket, a search of a catalogue of satellite pictures, and a GraphQL interface.
 */
final class ListingTwins {
  private static final int BUCKET_OBJECTS = 12;
  private static final int BUCKET_PAGE = 5;
  private static final int SCENES = 9;
  private static final int SCENES_PAGE = 4;
  private static final int CHARACTERS = 26;
  private static final int CHARACTERS_PAGE = 10;
  private static final String BUCKET_PREFIX = "ABI-L2-LSTM/2024/001/00/";

  private ListingTwins() {}

  static void addTo(Router router) {
    get(router, "/ftp/gnu/hello/", ctx -> send(ctx, "text/html;charset=UTF-8", directory()));
    get(router, "/ftp/gnu/hello/:file", ListingTwins::file);
    get(router, "/podcast/:feed", ctx -> send(ctx, "text/xml", podcast()));
    get(router, "/podcast/episodes/:file", ListingTwins::file);
    get(router, "/bucket/", ListingTwins::bucket);
    get(router, "/bucket/*", ListingTwins::file);
    post(router, "/stac/v1/search", ListingTwins::scenes);
    get(router, "/stac/pictures/:file", ListingTwins::file);
    post(router, "/graphql/graphql", ListingTwins::characters);
    get(router, "/graphql/avatar/:file", ListingTwins::file);
    RepositoryTwins.addTo(router);
  }

  static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private static void post(Router router, String path, Function<JsonObject, JsonObject> answer) {
    router
        .route(path)
        .method(HttpMethod.POST)
        .handler(
            ctx ->
                ctx.request()
                    .body()
                    .onSuccess(body -> answer(ctx, body, answer))
                    .onFailure(ctx::fail));
  }

  private static void answer(
      RoutingContext ctx, Buffer body, Function<JsonObject, JsonObject> answer) {
    try {
      JsonObject json = answer.apply(body.toJsonObject());
      String base = "http://" + ctx.request().authority();
      send(ctx, "application/json", json.encode().replace("BASE/", base + "/"));
    } catch (DecodeException | ClassCastException e) {
      Responses.problem(ctx, 400, "the body is not as this service takes it");
    }
  }

  static void send(RoutingContext ctx, String mediaType, String text) {
    Responses.send(ctx, StaticBody.of(mediaType, text));
  }

  /** Each file holds its own path. */
  static void file(RoutingContext ctx) {
    String path = ctx.normalizedPath();
    boolean picture = path.endsWith(".jpg") || path.endsWith(".jpeg");
    String other = path.endsWith(".mp3") ? "audio/mpeg" : "application/octet-stream";
    send(ctx, picture ? "image/jpeg" : other, path);
  }

  private static String lines(int count, Function<Integer, String> line) {
    return IntStream.range(0, count).boxed().map(line).collect(Collectors.joining());
  }

  /** As Apache writes it. */
  private static String directory() {
    String row =
        "<tr><td valign=\"top\"><img src=\"/icons/x.gif\" alt=\"[   ]\"></td><td><a href=\"%1$s\">%1$s</a>"
            + "</td><td align=\"right\">2024-01-01 00:00  </td><td align=\"right\">707K</td></tr>\n";
    return "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<html>\n"
        + "<head><title>Index of /gnu/hello</title></head>\n<body><h1>Index of /gnu/hello</h1>\n<table>\n"
        + "<tr><th><a href=\"?C=N;O=D\">Name</a></th><th><a href=\"?C=S;O=A\">Size</a></th></tr>\n"
        + "<tr><td><a href=\"/ftp/gnu/\">Parent Directory</a></td></tr>\n"
        + lines(4, i -> row.formatted("hello-2." + i + ".tar.gz"))
        + lines(4, i -> row.formatted("hello-2." + i + ".tar.gz.sig"))
        + row.formatted("windows/")
        + "</table></body></html>\n";
  }

  private static String podcast() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\""
        + " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel><title>News</title>"
        + lines(
            5,
            i ->
                "<item><title>Episode "
                    + i
                    + ": what &amp; why</title><guid isPermaLink=\"false\">urn:"
                    + i
                    + "</guid><pubDate>Mon, 0"
                    + (i + 1)
                    + " Jan 2024 06:00:00 +0000</pubDate><enclosure url=\"episodes/p"
                    + i
                    + ".mp3\" length=\"4\" type=\"audio/mpeg\"/></item>\n")
        + "</channel></rss>\n";
  }

  private static void bucket(RoutingContext ctx) {
    String token = ctx.request().getParam("continuation-token", "0");
    int from = token.matches("\\d{1,2}") ? Integer.parseInt(token) : BUCKET_OBJECTS;
    int to = Math.min(from + BUCKET_PAGE, BUCKET_OBJECTS);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    xml.append("<Name>noaa-goes16</Name><Prefix>").append(BUCKET_PREFIX).append("</Prefix>");
    boolean more = to < BUCKET_OBJECTS;
    if (more) {
      xml.append("<NextContinuationToken>").append(to).append("</NextContinuationToken>");
    }
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    for (int i = from; i < to; i++) {
      String key = BUCKET_PREFIX + "OR_ABI-L2-LSTM1-M6_G16_s" + i + ".nc";
      xml.append("<Contents><Key>").append(key).append("</Key><Size>");
      xml.append(("/bucket/" + key).length()).append("</Size></Contents>");
    }
    send(ctx, "application/xml", xml.append("</ListBucketResult>").toString());
  }

  /** Every third scene is cloudy; the last one has no preview. */
  private static JsonObject scenes(JsonObject search) {
    int from = Integer.parseInt(search.getString("next", "0"));
    int to = Math.min(from + SCENES_PAGE, SCENES);
    JsonArray features = new JsonArray();
    for (int i = from; i < to; i++) {
      JsonObject assets = new JsonObject().put("visual", asset("S" + i + "_TCI.tif", "image/tiff"));
      if (i < SCENES - 1) {
        assets.put("thumbnail", asset("S" + i + "_preview.jpg", "image/jpeg"));
      }
      JsonObject properties =
          new JsonObject().put("platform", "sentinel-2a").put("eo:cloud_cover", i % 3 * 40.5);
      features.add(
          new JsonObject()
              .put("type", "Feature")
              .put("id", "S" + i)
              .put("properties", properties)
              .put("assets", assets));
    }
    JsonArray links = new JsonArray().add(new JsonObject().put("rel", "root").put("href", "BASE/"));
    if (to < SCENES) {
      links.add(
          new JsonObject()
              .put("rel", "next")
              .put("method", "POST")
              .put("href", "BASE/stac/v1/search")
              .put("body", new JsonObject().put("next", Integer.toString(to))));
    }
    return new JsonObject()
        .put("type", "FeatureCollection")
        .put("numberMatched", SCENES)
        .put("features", features)
        .put("links", links);
  }

  private static JsonObject asset(String file, String type) {
    return new JsonObject().put("href", "BASE/stac/pictures/" + file).put("type", type);
  }

  /** Answers where the query is whole and an absent page is left out. */
  private static JsonObject characters(JsonObject request) {
    String query = request.getString("query", "");
    JsonObject variables = request.getJsonObject("variables", new JsonObject());
    if (!query.matches("query \\(\\$page: Int\\) \\{ .*}") || query.contains("{{")) {
      String why = "Syntax Error";
      return new JsonObject()
          .put("errors", new JsonArray().add(new JsonObject().put("message", why)));
    }
    int page = variables.getInteger("page", 1);
    int from = (page - 1) * CHARACTERS_PAGE;
    int to = Math.min(from + CHARACTERS_PAGE, CHARACTERS);
    JsonArray results = new JsonArray();
    for (int i = from; i < to; i++) {
      String name = String.format(Locale.ROOT, "Dr. %c Who", 'A' + i);
      results.add(
          new JsonObject()
              .put("id", Integer.toString(i + 1))
              .put("name", name)
              .put("image", "BASE/graphql/avatar/" + (i + 1) + ".jpeg"));
    }
    JsonObject info = new JsonObject().put("count", CHARACTERS);
    info.put("next", to < CHARACTERS ? Integer.valueOf(page + 1) : null);
    JsonObject characters = new JsonObject().put("info", info).put("results", results);
    return new JsonObject().put("data", new JsonObject().put("characters", characters));
  }
}
