package dev.fetchery.client;

import dev.fetchery.job.Header;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.url.WebUrl;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/** Writes requests to the address that was checked, as the header fields and the URL say. */
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
  private final String userAgent;

  /**
   * @param userAgent sent where the request names none
   */
  Transport(Connections connections, String userAgent) {
    this.connections = connections;
    this.userAgent = userAgent;
  }

  Connections connections() {
    return connections;
  }

  /**
   * Sends a request.
   *
   * @param fresh whether by a connection that no other request uses
   */
  void send(HttpRequest request, InetAddress address, boolean fresh, RequestTap.Listener listener) {
    WebUrl url = request.url();
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(url.port(), written(address)))
            .setHost(url.host())
            .setPort(url.port())
            .setSsl(url.isHttps())
            .setURI(url.requestTarget())
            .setFollowRedirects(false)
            .setMethod(HttpMethod.valueOf(request.method()))
            .setHeaders(headers(request));
    var sending = connections.to(url, fresh).request(options).as(new RequestTap(listener));
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
    HttpRequest.Body body = request.body();
    if (body != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, body.contentType());
    }
    if (request.url().host().indexOf(':') >= 0) {
      // Vert.x would leave out the brackets of an IPv6 address.
      headers.set(HttpHeaderNames.HOST, request.url().hostField());
    }
    return headers;
  }
}
