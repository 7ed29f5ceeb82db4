package dev.fetchery.client;

import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.WebClientInternal;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections by which requests are sent, in pools by what is spoken on them. Belongs to one
 * event loop.
 *
 * <p>There are two pools, since one that offers HTTP/2 opens as few connections as HTTP/2 needs,
 * also to those who then answer by HTTP/1.1; and a third for the rare request that wants a
 * connection of its own.
 */
final class Connections {
  /** Connections to one host over which HTTP/2 streams are spread. */
  private static final int HTTP2_CONNECTIONS = 4;

  /**
   * What may be on its way by one connection: with the 64 KiB that HTTP/2 begins with, a single
   * body that is not read would hold up all others, and 50 ms of distance would mean 1.3 MB/s. This
   * is 80 MB/s a connection at that distance, and at most 16 MiB of memory a host.
   */
  private static final int HTTP2_CONNECTION_WINDOW = 4 << 20;

  private static final int HTTP2_STREAM_WINDOW = 1 << 20;
  private static final int MAX_REMEMBERED = 10_000;

  private enum Kind {
    PLAIN,
    NEGOTIATING,
    /** One request a connection. */
    SINGLE
  }

  private final Vertx vertx;
  private final ClientOptions options;
  private final WebClient plain;
  private final WebClient negotiating;

  /**
   * For a request of which a connection that was used before has failed; null until there is one.
   */
  private WebClient single;

  private final DirectBufferPool blocks = new DirectBufferPool();

  /** Connections that no request has used. */
  private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Hosts that were offered HTTP/2 and chose HTTP/1.1: they get a pool of full size. */
  private final Set<String> http1Hosts = new LinkedHashSet<>();

  Connections(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.plain = client(Kind.PLAIN);
    this.negotiating = options.http2() ? client(Kind.NEGOTIATING) : plain;
  }

  /**
   * Those that lead to a target.
   *
   * @param fresh whether by a connection that no other request uses
   */
  WebClient to(Target target, boolean fresh) {
    if (fresh) {
      return single();
    }
    return target.ssl() && !http1Hosts.contains(target.authority()) ? negotiating : plain;
  }

  private WebClient single() {
    if (single == null) {
      single = client(Kind.SINGLE);
    }
    return single;
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

  void close() {
    plain.close();
    negotiating.close();
    if (single != null) {
      single.close();
    }
  }

  private void connected(HttpConnection connection) {
    // What breaks a connection is told to the request that it broke; Vert.x would log it as well.
    connection.exceptionHandler(e -> {});
    unused.add(connection);
    connection.closeHandler(v -> unused.remove(connection));
    if (connection.protocolVersion() != HttpVersion.HTTP_2
        && connection instanceof ConnectionBase base) {
      Http1ResponseGuard.watch(base.channel(), blocks);
    }
  }

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
    ((WebClientInternal) client).addInterceptor(Connections::intercept);
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
