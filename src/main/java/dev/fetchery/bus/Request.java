package dev.fetchery.bus;

import dev.fetchery.job.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, ready to send. Redirects are not followed: they are an outcome.
 *
 * @param method GET or POST
 * @param url absolute http(s) URL without user info
 * @param headers complete but for {@code Host}, {@code Content-Length}, {@code Accept-Encoding} and
 *     those of continuing a part
 * @param body sent as it is, or null
 * @param contentType of the body, or null
 * @param connectTimeoutMs to an established connection, name resolution included; 0 for none
 * @param idleTimeoutMs longest silence; 0 for none
 * @param totalTimeoutMs what is left of it for this request; 0 for none
 * @param minBytesPerSecond judged over any 10 s of the body; 0 for none
 */
public record Request(
    String method,
    String url,
    List<Header> headers,
    @Nullable String body,
    @Nullable String contentType,
    long connectTimeoutMs,
    long idleTimeoutMs,
    long totalTimeoutMs,
    long minBytesPerSecond) {
  public Request {
    headers = List.copyOf(headers);
  }

  /** Without headers and query, which may hold secrets. */
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return method + " " + (query < 0 ? url : url.substring(0, query));
  }
}
