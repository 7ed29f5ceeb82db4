package dev.fetchery.client;

import dev.fetchery.job.Header;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
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

  /** Connections to one host over which HTTP/2 streams are spread. */
  private static final int HTTP2_CONNECTIONS = 4;

  /**
   * What may be on its way by one connection: with the 64 KiB that HTTP/2 begins with, a single
   * body that is not read would hold up all others, and 50 ms of distance would mean 1.3 MB/s. This
   * is 80 MB/s a connection at that distance, and at most 16 MiB of memory a host.
   */
  private static final int HTTP2_CONNECTION_WINDOW = 4 << 20;

  private static final int HTTP2_STREAM_WINDOW = 1 << 20;

  private enum Kind {
    PLAIN,
    NEGOTIATING,
    /** One request a connection. */
    SINGLE
  }

  private static final int MAX_REMEMBERED = 10_000;

  private final Vertx vertx;
  private final ClientOptions options;
  private final Destinations destinations;
  private final WebClient plain;
  private final WebClient negotiating;
  private final long ticker;

  /**
   * For a request of which a connection that was used before has failed; null until there is one.
   */
  private WebClient single;

  private final Blocks blocks = new Blocks();

  /** Connections that no request has used. */
  private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Hosts that were offered HTTP/2 and chose HTTP/1.1: they get a pool of full size. */
  private final Set<String> http1Hosts = new LinkedHashSet<>();

  private final List<Exchange> underWay = new ArrayList<>();

  public HttpFetch(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    Resolver resolver = options.resolver() == null ? Resolver.of(vertx) : options.resolver();
    this.destinations =
        new Destinations(new EgressPolicy(options.egress()), resolver, options.ownPort());
    this.plain = client(Kind.PLAIN);
    this.negotiating = options.http2() ? client(Kind.NEGOTIATING) : plain;
    this.ticker = vertx.setPeriodic(TICK_MS, id -> tick());
  }

  /** What its connections read into. */
  Blocks blocks() {
    return blocks;
  }

  /**
   * Sends a request; whatever comes of it is told to {@code receiver}, never before this returns.
   */
  public Exchange send(Call call, Receiver receiver) {
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
    plain.close();
    negotiating.close();
    if (single != null) {
      single.close();
    }
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

  Destinations destinations() {
    return destinations;
  }

  void learnVersion(Target target, HttpVersion version) {
    if (options.http2() && target.ssl() && version != HttpVersion.HTTP_2) {
      if (http1Hosts.size() >= MAX_REMEMBERED) {
        http1Hosts.remove(http1Hosts.iterator().next());
      }
      http1Hosts.add(target.authority());
    }
  }

  /** Whether another request has used the connection before this one, which does so now. */
  boolean isReused(HttpConnection connection) {
    return !unused.remove(connection);
  }

  private void connected(HttpConnection connection) {
    // What breaks a connection is told to the request that it broke; Vert.x would log it as well.
    connection.exceptionHandler(e -> {});
    unused.add(connection);
    connection.closeHandler(v -> unused.remove(connection));
    if (connection.protocolVersion() != HttpVersion.HTTP_2
        && connection instanceof ConnectionBase base) {
      Answers.watch(base.channel(), blocks);
    }
  }

  private WebClient single() {
    if (single == null) {
      single = client(Kind.SINGLE);
    }
    return single;
  }

  /**
   * Sends a request.
   *
   * @param fresh whether by a connection that no other request uses
   */
  void transmit(Attempt attempt, Target target, InetAddress address, Call call, boolean fresh) {
    boolean negotiate = target.ssl() && !http1Hosts.contains(target.authority());
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
    WebClient client = fresh ? single() : negotiate ? negotiating : plain;
    HttpRequest<Void> request = client.request(head).as(attempt);
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

  /**
   * Two pools, since one that offers HTTP/2 opens as few connections as HTTP/2 needs, also to those
   * who then answer by HTTP/1.1.
   */
  private WebClient client(Kind kind) {
    WebClientOptions web = new WebClientOptions();
    web.setFollowRedirects(false)
        .setUserAgentEnabled(false)
        .setDecompressionSupported(false)
        .setVerifyHost(true)
        .setKeepAlive(kind != Kind.SINGLE)
        .setKeepAliveTimeout(30)
        .setPipelining(false)
        .setTcpNoDelay(true)
        .setMaxHeaderSize(options.headerBytes())
        // As much as one read brings goes on in one piece; the kernel tunes its own buffers.
        .setMaxChunkSize(256 << 10);
    if (options.trust() != null) {
      web.setTrustOptions(options.trust());
    }
    if (kind == Kind.NEGOTIATING) {
      web.setUseAlpn(true)
          .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW)
          .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setInitialSettings(
              new Http2Settings()
                  .setInitialWindowSize(HTTP2_STREAM_WINDOW)
                  .setPushEnabled(false)
                  .setMaxHeaderListSize(options.headerBytes()));
    }
    PoolOptions pool =
        new PoolOptions()
            .setHttp1MaxSize(options.capacity())
            .setHttp2MaxSize(HTTP2_CONNECTIONS)
            .setMaxWaitQueueSize(16 * options.capacity());
    HttpClient connections =
        vertx.httpClientBuilder().with(web).with(pool).withConnectHandler(this::connected).build();
    WebClient client = WebClient.wrap(connections, web);
    ((WebClientInternal) client).addInterceptor(HttpFetch::intercept);
    return client;
  }

  /**
   * Takes the answer over as soon as its head is there. Vert.x would pipe the body into a sink, and
   * end that sink as if it were whole also when the connection broke.
   */
  private static void intercept(HttpContext<?> context) {
    Attempt attempt = (Attempt) context.request().bodyCodec();
    switch (context.phase()) {
      case SEND_REQUEST -> {
        if (attempt.connected(context.clientRequest())) {
          context.next();
        }
      }
      case RECEIVE_RESPONSE -> attempt.answered(context.clientResponse());
      default -> context.next();
    }
  }
}
