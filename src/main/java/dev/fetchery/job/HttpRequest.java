package dev.fetchery.job;

import dev.fetchery.url.WebUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, ready to send. Redirects are not followed: they are an outcome.
 *
 * @param method GET or POST
 * @param url without user info
 * @param headers complete but for {@code Host}, {@code Content-Length}, {@code Accept-Encoding} and
 *     those of continuing a part
 * @param body or null
 */
public record HttpRequest(
    String method, WebUrl url, List<Header> headers, @Nullable Body body, Timeouts timeouts) {

  /**
   * What a request carries.
   *
   * @param text sent as it is, in UTF-8
   */
  public record Body(String text, String contentType) {}

  public HttpRequest {
    headers = List.copyOf(headers);
  }

  /** The same request with other headers. */
  public HttpRequest withHeaders(List<Header> others) {
    return new HttpRequest(method, url, others, body, timeouts);
  }

  /** The same request with more headers. */
  public HttpRequest plus(Header... more) {
    List<Header> all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    return withHeaders(all);
  }

  /** The same request within other times. */
  public HttpRequest withTimeouts(Timeouts others) {
    return new HttpRequest(method, url, headers, body, others);
  }

  /** Without headers, query and body, which may hold secrets. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
