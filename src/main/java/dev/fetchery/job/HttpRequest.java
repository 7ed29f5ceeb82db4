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
 * @param reach by which ways it goes
 * @param cookies that earlier answers have set, unless the headers hold some; or null
 */
public record HttpRequest(
    String method,
    WebUrl url,
    List<Header> headers,
    @Nullable Body body,
    Timeouts timeouts,
    Reach reach,
    @Nullable String cookies) {

  /**
   * What a request carries.
   *
   * @param text sent as it is, in UTF-8
   */
  public record Body(String text, String contentType) {
    /**
     * That of a request which a redirect leads where its body may not go. Without it the request
     * would be another one: it is judged by its address, like any other, and not sent. The line
     * break, which no field may hold, tells it from every other body.
     */
    public static final Body WITHHELD = new Body("", "\n");
  }

  public HttpRequest {
    headers = List.copyOf(headers);
  }

  /** A request that may use all of the service's ways out. */
  public HttpRequest(
      String method, WebUrl url, List<Header> headers, @Nullable Body body, Timeouts timeouts) {
    this(method, url, headers, body, timeouts, Reach.DEFAULT);
  }

  /** A request without cookies of earlier answers. */
  public HttpRequest(
      String method,
      WebUrl url,
      List<Header> headers,
      @Nullable Body body,
      Timeouts timeouts,
      Reach reach) {
    this(method, url, headers, body, timeouts, reach, null);
  }

  /** The same request with other headers. */
  public HttpRequest withHeaders(List<Header> others) {
    return new HttpRequest(method, url, others, body, timeouts, reach, cookies);
  }

  /** The same request with more headers. */
  public HttpRequest plus(Header... more) {
    List<Header> all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    return withHeaders(all);
  }

  /** The same request to another URL. */
  public HttpRequest withUrl(WebUrl other) {
    return new HttpRequest(method, other, headers, body, timeouts, reach, cookies);
  }

  /** The same request within other times. */
  public HttpRequest withTimeouts(Timeouts others) {
    return new HttpRequest(method, url, headers, body, others, reach, cookies);
  }

  /** The same request with cookies of earlier answers. */
  public HttpRequest withCookies(@Nullable String others) {
    return others == null && cookies == null
        ? this
        : new HttpRequest(method, url, headers, body, timeouts, reach, others);
  }

  /** Without headers, query and body, which may hold secrets. */
  @Override
  public String toString() {
    return method + " " + url;
  }
}
