package dev.fetchery.http.ops;

import dev.fetchery.context.Lazy;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The dashboard's own files, from the class path. Each has a route of its own: an address that is
 * not in {@code web.properties} is 404, so no path has to be made safe.
 */
public final class WebRoutes implements RouteTable.Routes {
  /** Only scripts served here run; saved pictures, sound and films come as {@code blob:}. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
          + "media-src blob:; worker-src 'self'; connect-src 'self'; font-src 'self'; "
          + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

  private static final String FILES = "/dev/fetchery/http/web.properties";
  private static final String PRESETS = "/assets/jobs/";

  /** By address; each is read when it is first asked for: to hash all takes 50 ms of a start. */
  private final Map<String, Lazy<WebFile>> files = new LinkedHashMap<>();

  /** Reads resources, so not for an event loop. */
  public WebRoutes() {
    this(Map.of());
  }

  /**
   * Reads resources, so not for an event loop.
   *
   * @param presets jobs as they can be posted, by name: the form offers them instead of the shipped
   *     jobs of the same name
   */
  public WebRoutes(Map<String, String> presets) {
    Properties addresses = addresses();
    for (String address : addresses.stringPropertyNames()) {
      String resource = addresses.getProperty(address);
      files.put(address, new Lazy<>(() -> WebFile.of(resource, read("/" + resource))));
    }
    presets.forEach(
        (name, json) ->
            files.replace(
                PRESETS + name + ".json",
                new Lazy<>(
                    () -> WebFile.of("preset.json", json.getBytes(StandardCharsets.UTF_8)))));
  }

  @Override
  public void addTo(RouteTable table) {
    files.forEach(
        (address, file) -> table.on(HttpMethod.GET, address, context -> send(context, file)));
  }

  private static Future<Void> send(RoutingContext context, Lazy<WebFile> file) {
    return file.isMade()
        ? send(context, file.get())
        : context.vertx().executeBlocking(file::get, false).compose(read -> send(context, read));
  }

  private static Future<Void> send(RoutingContext context, WebFile file) {
    HttpServerResponse response =
        context
            .response()
            .putHeader("Content-Security-Policy", POLICY)
            // Cached, but revalidated each time: an update of the service is seen at once.
            .putHeader("Cache-Control", "no-cache")
            .putHeader("ETag", file.etag());
    String known = context.request().getHeader("If-None-Match");
    if (known != null && known.contains(file.etag())) {
      return response.setStatusCode(304).end();
    }
    response.putHeader("Content-Type", file.contentType());
    return Responses.end(context.request(), file.content());
  }

  private static Properties addresses() {
    Properties addresses = new Properties();
    try (InputStream in = open(FILES);
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      addresses.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return addresses;
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = WebRoutes.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("this build lacks its resource " + resource);
    }
    return in;
  }
}
