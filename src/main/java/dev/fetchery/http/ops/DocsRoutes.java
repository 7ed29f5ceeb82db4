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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The description of the interface, and Swagger UI, a page that shows it and sends requests; all of
 * it from the jar, each file read once and then kept.
 *
 * <p>{@code /docs} needs the token like every call. The same page is among the dashboard's static
 * files, which need none: a browser can only send the token once a page has asked for it. Confined
 * to the HTTP event loop.
 */
public final class DocsRoutes implements RouteTable.Routes {
  private static final String ASSETS = "/assets/docs/";
  private static final String PAGE = "/docs/index.html";

  /**
   * Swagger UI draws with inline styles and icons in data URLs; scripts come from this service
   * alone, and requests go to it alone.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
          + "img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
          + "frame-ancestors 'none'";

  private record Asset(String resource, String contentType) {}

  private final Vertx vertx;
  private final Supplier<String> jobSchema;
  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private final Map<String, Future<Buffer>> contents = new HashMap<>();
  private @Nullable Future<Buffer> document;

  /**
   * @param jobSchema JSON Schema of a posted job, as JSON; asked on a worker when it is first
   *     needed
   */
  public DocsRoutes(Vertx vertx, Supplier<String> jobSchema) {
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

  private Future<Void> description(RoutingContext context) {
    Future<Buffer> yaml = document;
    if (yaml == null || yaml.failed()) {
      yaml =
          vertx.executeBlocking(() -> Buffer.buffer(OpenApiDocument.yaml(jobSchema.get())), false);
      document = yaml;
    }
    return yaml.compose(content -> send(context, "application/yaml", content));
  }

  private Future<Void> send(RoutingContext context, Asset asset) {
    return contents
        .computeIfAbsent(
            asset.resource(), resource -> vertx.executeBlocking(() -> read(resource), false))
        .compose(
            content -> {
              context.response().putHeader("Content-Security-Policy", POLICY);
              return send(context, asset.contentType(), content);
            });
  }

  private static Future<Void> send(RoutingContext context, String contentType, Buffer body) {
    context.response().putHeader("Content-Type", contentType);
    return Responses.end(context.request(), body);
  }

  private static Buffer read(String resource) throws IOException {
    try (InputStream in = DocsRoutes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("this build lacks its resource " + resource);
      }
      return Buffer.buffer(in.readAllBytes());
    }
  }
}
