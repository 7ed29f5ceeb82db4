package dev.fetchery.client;

import dev.fetchery.credential.Credential;
import dev.fetchery.job.HttpRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request with the credentials of its origin.
 *
 * @param token of OAuth 2 that it carries, or null
 * @param certificate by which its connection is made, or null
 * @param hidden parameters of its query that are secret, as they stand there
 */
record Signed(
    HttpRequest request,
    @Nullable String token,
    Credential.@Nullable Certificate certificate,
    List<String> hidden) {
  private static final List<String> FIELDS = List.of("location", "link", "content-location");

  static Signed plain(HttpRequest request) {
    return new Signed(request, null, null, List.of());
  }

  /**
   * A server that repeats the query in a redirect or a link would have the secret stored and shown
   * as part of a URL: it is taken out, and added again where the target is of the same origin.
   */
  void hideIn(MultiMap responseHeaders) {
    if (!hidden.isEmpty()) {
      for (String field : FIELDS) {
        String value = responseHeaders.get(field);
        if (value != null) {
          responseHeaders.set(field, new SecretFilter(hidden).without(value));
        }
      }
    }
  }

  /** For a document, likewise: it may name its next page; null where nothing is secret. */
  @Nullable SecretFilter secretFilter() {
    return hidden.isEmpty() ? null : new SecretFilter(hidden);
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
