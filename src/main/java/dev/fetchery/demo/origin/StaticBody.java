package dev.fetchery.demo.origin;

import dev.fetchery.context.Sha256;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A constant response body.
 *
 * @param etag a strong validator, without its quotes
 */
record StaticBody(String mediaType, Buffer content, String etag) {

  static StaticBody of(String mediaType, byte[] content) {
    return new StaticBody(
        mediaType, Buffer.buffer(content), HexFormat.of().formatHex(Sha256.of(content), 0, 8));
  }

  static StaticBody of(String mediaType, String text) {
    return of(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }
}
