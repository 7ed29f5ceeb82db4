package dev.fetchery.client;

import dev.fetchery.job.Header;
import java.util.List;

/**
 * One request to be sent. Times in milliseconds, 0 for none.
 *
 * @param method GET or POST
 * @param url absolute http(s) URL without user info
 * @param body or null
 * @param contentType of the body, or null
 * @param connectTimeoutMs until a connection stands, name resolution included
 * @param idleTimeoutMs longest silence
 * @param totalTimeoutMs until the end of the body
 * @param minBytesPerSecond of the body, over any 10 s
 */
public record Call(
    String method,
    String url,
    List<Header> headers,
    String body,
    String contentType,
    long connectTimeoutMs,
    long idleTimeoutMs,
    long totalTimeoutMs,
    long minBytesPerSecond) {

  /** The same request with further headers. */
  public Call with(List<Header> more) {
    return new Call(
        method,
        url,
        more,
        body,
        contentType,
        connectTimeoutMs,
        idleTimeoutMs,
        totalTimeoutMs,
        minBytesPerSecond);
  }

  /** Without headers and query, which may hold secrets. */
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return method + " " + (query < 0 ? url : url.substring(0, query));
  }
}
