package dev.fetchery.http.ops;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    String digest = HexFormat.of().formatHex(sha256(content), 0, ETAG_BYTES);
    return new WebFile(type, Buffer.buffer(content), "\"" + digest + "\"");
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
