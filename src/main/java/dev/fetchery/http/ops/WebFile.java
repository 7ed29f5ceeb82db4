package dev.fetchery.http.ops;

import dev.fetchery.context.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file of the dashboard, in memory.
 *
 * @param etag strong: it changes with every byte of the content (RFC 9110, 8.8.3)
 */
record WebFile(String contentType, Buffer content, String etag) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  private static final int ETAG_BYTES = 16;

  /**
   * @param name says by its ending what it is
   */
  static WebFile of(String name, byte[] content) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no media type is known for " + name);
    }
    String digest = HexFormat.of().formatHex(Sha256.of(content), 0, ETAG_BYTES);
    return new WebFile(type, Buffer.buffer(content), "\"" + digest + "\"");
  }
}
