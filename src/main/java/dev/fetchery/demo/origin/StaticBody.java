package dev.fetchery.demo.origin;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A constant response body.
 *
 * @param etag a strong validator, without its quotes
 */
record StaticBody(String mediaType, Buffer content, String etag) {

  static StaticBody of(String mediaType, byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new StaticBody(
          mediaType, Buffer.buffer(content), HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static StaticBody of(String mediaType, String text) {
    return of(mediaType, text.getBytes(StandardCharsets.UTF_8));
  }
}
