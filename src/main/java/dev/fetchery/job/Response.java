package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of the head of a response.
 *
 * @param contentType media type in lower case, or null
 * @param etag validator for a later refresh, or null
 * @param lastModified validator for a later refresh, as sent, or null
 */
public record Response(
    int status,
    @Nullable String contentType,
    @Nullable String etag,
    @Nullable String lastModified) {

  /** One of which only the status matters. */
  public static Response of(int status) {
    return new Response(status, null, null, null);
  }
}
