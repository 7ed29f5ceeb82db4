package dev.fetchery.http.jobs;

import dev.fetchery.context.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over body and query of a request: equal for a post that is repeated. */
final class Fingerprint {
  private final MessageDigest digest = Sha256.begin();

  void update(byte[] body) {
    digest.update(body);
  }

  String finish(String query) {
    digest.update((byte) 0);
    digest.update(query.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }
}
