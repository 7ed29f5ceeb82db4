package dev.fetchery.job;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of the head of a response.
 *
 * @param contentType media type in lower case, or null
 * @param contentEncoding how the body is packed (RFC 9110, 8.4), or null where it is not
 * @param etag validator for a later refresh, or null
 * @param lastModified validator for a later refresh, as sent, or null
 * @param finalUrl that answered, where it is another than the item's, without secrets; or null
 */
public record Response(
    int status,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    @Nullable String etag,
    @Nullable String lastModified,
    @Nullable String finalUrl) {

  /** Of the item's own URL. */
  public Response(
      int status,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String etag,
      @Nullable String lastModified) {
    this(status, contentType, contentEncoding, etag, lastModified, null);
  }

  /** The same, of the URL that answered where it is another than the item's. */
  public Response from(@Nullable String url) {
    return url == null
        ? this
        : new Response(status, contentType, contentEncoding, etag, lastModified, url);
  }

  /** One of which only the status matters. */
  public static Response of(int status) {
    return new Response(status, null, null, null, null, null);
  }
}
