package dev.fetchery.client;

import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Timeouts;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.url.WebUrl;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.WebClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests to the address that was checked, as the header fields and the URL say. Confined
 * to the fetcher's event loop.
 */
final class Transport {
  /** Fields that are the client's own. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "proxy-connection",
          "proxy-authorization",
          "te",
          "trailer",
          "accept-encoding",
          "expect");

  private final Connections connections;
  private final Proxies proxies;
  private final String userAgent;

  /** The server that was asked last: it mostly is the next one too. */
  private @Nullable Server last;

  private record Server(InetAddress address, int port, SocketAddress written) {}

  /**
   * @param userAgent sent where the request names none
   */
  Transport(Connections connections, Proxies proxies, String userAgent) {
    this.connections = connections;
    this.proxies = proxies;
    this.userAgent = userAgent;
  }

  Connections connections() {
    return connections;
  }

  Proxies proxies() {
    return proxies;
  }

  /**
   * Sends a request by a proxy.
   *
   * @param address of the origin, or null where the proxy finds it
   */
  void sendBy(
      ProxyAddress proxy,
      Signed signed,
      @Nullable InetAddress address,
      boolean fresh,
      RequestTap.Listener listener) {
    HttpRequest request = signed.request();
    WebUrl url = request.url();
    String server = address == null ? url.host() : address.getHostAddress();
    boolean wholeUrl = !url.isHttps() && !proxy.isSocks();
    proxies
        .options(proxy)
        .onSuccess(
            by -> {
              SocketAddress to = SocketAddress.inetSocketAddress(url.port(), server);
              RequestOptions options = options(request, to).setProxyOptions(by);
              if (wholeUrl) {
                options.setURI("http://" + url.hostField() + target(url));
              }
              send(signed, options, fresh, listener);
            })
        .onFailure(listener::failed);
  }

  /** The absolute form has a path of its own (RFC 9112, 3.2.2). */
  private static String target(WebUrl url) {
    String target = url.requestTarget();
    return target.startsWith("/") ? target : "/" + target;
  }

  /**
   * Sends a request.
   *
   * @param fresh whether by a connection that no other request uses
   */
  void send(Signed signed, InetAddress address, boolean fresh, RequestTap.Listener listener) {
    SocketAddress to = server(address, signed.request().url().port());
    send(signed, options(signed.request(), to), fresh, listener);
  }

  private SocketAddress server(InetAddress address, int port) {
    Server known = last;
    if (known == null || known.port != port || !known.address.equals(address)) {
      known = new Server(address, port, SocketAddress.inetSocketAddress(port, written(address)));
      last = known;
    }
    return known.written;
  }

  private RequestOptions options(HttpRequest request, SocketAddress server) {
    WebUrl url = request.url();
    return new RequestOptions()
        .setServer(server)
        .setHost(url.host())
        .setPort(url.port())
        .setSsl(url.isHttps())
        .setURI(url.requestTarget())
        .setFollowRedirects(false)
        .setConnectTimeout(waitMs(request.timeouts()))
        .setMethod(HttpMethod.valueOf(request.method()))
        .setHeaders(headers(request));
  }

  /**
   * How long Vert.x seeks a connection: a little longer than we wait. It would else go on for a
   * request that was given up, and connect again and again to a server that takes no stream.
   */
  private static long waitMs(Timeouts timeouts) {
    return timeouts.connectMs() == 0 ? 0 : timeouts.connectMs() + 2 * HttpFetch.TICK_MS;
  }

  private void send(
      Signed signed, RequestOptions options, boolean fresh, RequestTap.Listener listener) {
    HttpRequest request = signed.request();
    WebClient client = connections.to(request.url(), fresh, signed.certificate());
    var sending = client.request(options).as(new RequestTap(listener));
    HttpRequest.Body body = request.body();
    try {
      Future<?> response =
          body == null ? sending.send() : sending.sendBuffer(Buffer.buffer(body.text()));
      response.onFailure(listener::failed);
    } catch (RuntimeException e) {
      listener.failed(e);
    }
  }

  /** Vert.x takes the address of a server for the host of a URL, which has brackets in IPv6. */
  private static String written(InetAddress address) {
    String literal = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + literal + "]" : literal;
  }

  private MultiMap headers(HttpRequest request) {
    MultiMap headers = HttpHeaders.headers();
    for (Header header : request.headers()) {
      if (!OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
        headers.add(header.name(), header.value());
      }
    }
    headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
      headers.set(HttpHeaderNames.USER_AGENT, userAgent);
    }
    if (request.cookies() != null && !headers.contains(HttpHeaderNames.COOKIE)) {
      headers.set(HttpHeaderNames.COOKIE, request.cookies());
    }
    HttpRequest.Body body = request.body();
    if (body != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
    } else if (request.method().equals("POST")) {
      // A server may ask for it (RFC 9110, 8.6).
      headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
    }
    if (request.url().host().indexOf(':') >= 0) {
      // Vert.x would leave out the brackets of an IPv6 address.
      headers.set(HttpHeaderNames.HOST, request.url().hostField());
    }
    return headers;
  }
}
