package dev.fetchery.client;

import dev.fetchery.job.Header;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Sends requests, one at a time each, and watches their time limits. Knows no redirects, retries or
 * files. To be made and used on one event loop: its connections are that loop's.
 *
 * <p>There is no timer for a request: one tick looks at all of them, so limits hold to within
 * {@value #TICK_MS} ms.
 */
public final class HttpFetch {
  static final int TICK_MS = 100;

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

  private final Vertx vertx;
  private final ClientOptions options;
  private final CheckedResolver destinations;
  private final Connections connections;
  private final long ticker;
  private final List<Exchange> underWay = new ArrayList<>();

  public HttpFetch(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    Resolver resolver = options.resolver() == null ? Resolver.of(vertx) : options.resolver();
    this.destinations =
        new CheckedResolver(new EgressPolicy(options.egress()), resolver, options.ownPort());
    this.connections = new Connections(vertx, options);
    this.ticker = vertx.setPeriodic(TICK_MS, id -> tick());
  }

  /**
   * Sends a request; whatever comes of it is told to {@code receiver}, never before this returns.
   */
  public Exchange send(Call call, ResponseHandler receiver) {
    Exchange exchange = new Exchange(this, call, receiver, System.nanoTime());
    exchange.index = underWay.size();
    underWay.add(exchange);
    vertx.runOnContext(v -> exchange.start());
    return exchange;
  }

  /** Requests under way, those included whose body is being thrown away. */
  public int underWay() {
    return underWay.size();
  }

  /** Gives everything up: no receiver hears any more. */
  public void close() {
    vertx.cancelTimer(ticker);
    List.copyOf(underWay).forEach(Exchange::abort);
    connections.close();
  }

  private void tick() {
    long now = System.nanoTime();
    // Backwards: whoever leaves is replaced by the last, which has been looked at.
    for (int i = underWay.size() - 1; i >= 0; i--) {
      if (i < underWay.size()) {
        underWay.get(i).tick(now);
      }
    }
  }

  void remove(Exchange exchange) {
    Exchange last = underWay.remove(underWay.size() - 1);
    if (last != exchange) {
      underWay.set(exchange.index, last);
      last.index = exchange.index;
    }
  }

  CheckedResolver destinations() {
    return destinations;
  }

  Connections connections() {
    return connections;
  }

  /**
   * Sends a request.
   *
   * @param fresh whether by a connection that no other request uses
   */
  void transmit(Attempt attempt, Target target, InetAddress address, Call call, boolean fresh) {
    RequestOptions head =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(target.port(), written(address)))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.ssl())
            .setURI(target.uri())
            .setFollowRedirects(false)
            .setMethod(HttpMethod.valueOf(call.method()))
            .setHeaders(headers(target, call));
    HttpRequest<Void> request = connections.to(target, fresh).request(head).as(attempt);
    try {
      var answer =
          call.body() == null ? request.send() : request.sendBuffer(Buffer.buffer(call.body()));
      answer.onFailure(attempt::failed);
    } catch (RuntimeException e) {
      attempt.failed(e);
    }
  }

  /** Vert.x takes the address of a server for the host of a URL, which has brackets in IPv6. */
  private static String written(InetAddress address) {
    String literal = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + literal + "]" : literal;
  }

  private MultiMap headers(Target target, Call call) {
    MultiMap headers = HttpHeaders.headers();
    for (Header header : call.headers()) {
      if (!OURS.contains(header.name().toLowerCase(Locale.ROOT))) {
        headers.add(header.name(), header.value());
      }
    }
    headers.set(HttpHeaderNames.ACCEPT_ENCODING, "identity");
    if (!headers.contains(HttpHeaderNames.USER_AGENT)) {
      headers.set(HttpHeaderNames.USER_AGENT, options.userAgent());
    }
    if (call.contentType() != null) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, call.contentType());
    }
    if (target.host().indexOf(':') >= 0) {
      // Vert.x would leave out the brackets of an IPv6 address.
      boolean usual = target.port() == (target.ssl() ? 443 : 80);
      headers.set(
          HttpHeaderNames.HOST, "[" + target.host() + "]" + (usual ? "" : ":" + target.port()));
    }
    return headers;
  }
}
