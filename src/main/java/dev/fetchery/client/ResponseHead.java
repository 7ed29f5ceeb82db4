package dev.fetchery.client;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Header;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a final response. Its own fields are asked by names whose hash is kept: every
 * response is asked for several.
 *
 * @param contentLength as sent, or -1
 * @param delimited whether the end of the body is marked: by a length, by a last chunk, by the end
 *     of an HTTP/2 stream; if not, the end of the connection is all there is to go by
 */
public record ResponseHead(int status, MultiMap headers, long contentLength, boolean delimited) {
  private static final int MAX_LENGTH_DIGITS = 18;

  /**
   * Reads it off a response.
   *
   * @throws FetchException {@code bad_response} where the end of the body would be uncertain
   */
  static ResponseHead of(HttpClientResponse response) throws FetchException {
    int status = response.statusCode();
    if (status < 200 || status > 999) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "invalid status " + status);
    }
    // 600 to 999 are taken as 5xx are (RFC 9110, 15).
    boolean http2 = response.version() == HttpVersion.HTTP_2;
    List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean chunked = codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked");
    if (!codings.isEmpty() && !chunked) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "unknown transfer coding");
    }
    long length =
        chunked ? -1 : contentLength(response.headers().getAll(HttpHeaderNames.CONTENT_LENGTH));
    boolean empty = status == 204 || status == 304;
    return new ResponseHead(
        status, response.headers(), empty ? 0 : length, http2 || chunked || length >= 0 || empty);
  }

  private static long contentLength(List<String> sent) throws FetchException {
    if (sent.isEmpty()) {
      return -1;
    }
    String first = sent.get(0).strip();
    boolean digits = !first.isEmpty();
    for (int i = 0; i < first.length() && digits; i++) {
      digits = first.charAt(i) >= '0' && first.charAt(i) <= '9';
    }
    if (!digits || sent.size() > 1) {
      throw new FetchException(ErrorCode.BAD_RESPONSE, "invalid Content-Length");
    }
    int zeros = 0;
    while (zeros < first.length() - 1 && first.charAt(zeros) == '0') {
      zeros++;
    }
    if (first.length() - zeros > MAX_LENGTH_DIGITS) {
      throw new FetchException(
          ErrorCode.BAD_RESPONSE, "Content-Length is too large: " + first.substring(zeros));
    }
    return Long.parseLong(first);
  }

  /** First value of a field, or null. */
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  public List<String> all(String name) {
    return headers.getAll(name);
  }

  /** The entity tag, weak or strong; null where there is none (RFC 9110, 8.8.3). */
  public @Nullable String entityTag() {
    String sent = headers.get(HttpHeaderNames.ETAG);
    return sent != null && (sent.startsWith("\"") || sent.startsWith("W/\"")) ? sent : null;
  }

  /** Media type in lower case without parameters, or null. */
  public @Nullable String mediaType() {
    String sent = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (sent == null) {
      return null;
    }
    int semicolon = sent.indexOf(';');
    String bare = (semicolon < 0 ? sent : sent.substring(0, semicolon)).strip();
    return bare.isEmpty() || bare.length() > 200 ? null : bare.toLowerCase(Locale.ROOT);
  }

  /** How the body is packed, in lower case (RFC 9110, 8.4), or null where it is not. */
  public @Nullable String contentEncoding() {
    String codings = isIdentity() ? "" : String.join(", ", codings());
    return codings.isEmpty() || codings.length() > 200 ? null : codings;
  }

  /** Whether the body is as it was stored, not packed for the journey. */
  public boolean isIdentity() {
    return headers.get(HttpHeaderNames.CONTENT_ENCODING) == null || codings().isEmpty();
  }

  /** Those that are none left out, of every field of that name. */
  private List<String> codings() {
    List<String> codings = new ArrayList<>();
    for (String field : headers.getAll(HttpHeaderNames.CONTENT_ENCODING)) {
      for (String coding : field.split(",", -1)) {
        String name = coding.strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && !name.equals("identity")) {
          codings.add(name);
        }
      }
    }
    return codings;
  }

  /** Every field, names in lower case. */
  public List<Header> fields() {
    List<Header> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(new Header(name.toLowerCase(Locale.ROOT), value)));
    return fields;
  }
}
