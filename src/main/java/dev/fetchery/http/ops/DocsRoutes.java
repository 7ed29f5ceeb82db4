package dev.fetchery.http.ops;

import dev.fetchery.config.Version;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The description of the interface, and a page that shows it and lets it be tried: Swagger UI, all
 * of it from the jar.
 *
 * <p>{@code /docs} needs the token like every call. The same page is among the dashboard's static
 * files, which need none: a browser can only send the token once a page has asked for it.
 */
public final class DocsRoutes implements RouteTable.Routes {
  private static final String ASSETS = "/assets/docs/";
  private static final String PAGE = "/docs/index.html";

  /**
   * Swagger UI draws with inline styles and icons in data URLs; scripts and requests are our own
   * alone.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
          + "frame-ancestors 'none'";

  private record Asset(String resource, String contentType) {}

  private final Vertx vertx;
  private final String jobSchema;
  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private Future<String> document;

  /**
   * @param jobSchema JSON Schema of a posted job, as JSON
   */
  public DocsRoutes(Vertx vertx, String jobSchema) {
    this.vertx = vertx;
    this.jobSchema = jobSchema;
    String swagger =
        "/META-INF/resources/webjars/swagger-ui/" + Version.ofWebJar("swagger-ui") + "/";
    String script = "text/javascript; charset=utf-8";
    String style = "text/css; charset=utf-8";
    assets.put("docs.js", new Asset("/docs/docs.js", script));
    assets.put("docs.css", new Asset("/docs/docs.css", style));
    assets.put("swagger-ui-bundle.js", new Asset(swagger + "swagger-ui-bundle.js", script));
    assets.put("swagger-ui.css", new Asset(swagger + "swagger-ui.css", style));
  }

  @Override
  public void addTo(RouteTable table) {
    Asset page = new Asset(PAGE, "text/html; charset=utf-8");
    table
        .on(HttpMethod.GET, "/openapi.yaml", this::description)
        .on(HttpMethod.GET, "/docs", context -> send(context, page))
        .on(HttpMethod.GET, ASSETS, context -> send(context, page));
    assets.forEach(
        (name, asset) -> table.on(HttpMethod.GET, ASSETS + name, context -> send(context, asset)));
  }

  /** Put together when it is first asked for, then kept. */
  private Future<Void> description(RoutingContext context) {
    if (document == null || document.failed()) {
      document = vertx.executeBlocking(() -> OpenApiDocument.yaml(jobSchema), false);
    }
    return document.compose(yaml -> answer(context, "application/yaml", Buffer.buffer(yaml)));
  }

  private Future<Void> send(RoutingContext context, Asset asset) {
    return vertx
        .executeBlocking(() -> read(asset.resource()), false)
        .compose(
            bytes -> {
              context.response().putHeader("Content-Security-Policy", POLICY);
              return answer(context, asset.contentType(), Buffer.buffer(bytes));
            });
  }

  private static Future<Void> answer(RoutingContext context, String contentType, Buffer body) {
    context.response().putHeader("Content-Type", contentType);
    return Responses.end(context.request(), body);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = DocsRoutes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("this build lacks its resource " + resource);
      }
      return in.readAllBytes();
    }
  }
}
