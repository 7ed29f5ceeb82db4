package dev.fetchery.client;

import dev.fetchery.context.BoundedMap;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.credential.Credential;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections by which requests are sent, in pools by what is spoken on them. Confined to the
 * fetcher's event loop.
 *
 * <p>A pool that offers HTTP/2 opens as few connections as HTTP/2 needs, even to a server that then
 * chooses HTTP/1.1; so hosts of HTTP/1.1 have a second pool. A third is for the rare request that
 * wants a connection of its own.
 */
final class Connections {
  /** Connections to one host over which HTTP/2 streams are spread. */
  private static final int HTTP2_CONNECTIONS = 4;

  /**
   * Bytes that may be on their way by one connection: with the 64 KiB that HTTP/2 begins with, a
   * single body that is not read would hold up all others, and a distant server would be slow. It
   * bounds the memory of a host too.
   */
  private static final int HTTP2_CONNECTION_WINDOW = 4 << 20;

  private static final int HTTP2_STREAM_WINDOW = 1 << 20;

  /** As much as one read brings goes on in one piece; the kernel tunes its own buffers. */
  private static final int MAX_PIECE_BYTES = DirectBufferPool.MOST_BYTES;

  /** RFC 9113, 6.9.2. */
  private static final int HTTP2_LEAST_WINDOW = 65_535;

  /**
   * How often Vert.x looks which connections are idle for too long. It takes one of HTTP/2 that no
   * request has used for idle at once, and a server may let no request begin for a moment: with the
   * usual second it was left for another connection each time.
   */
  private static final int HTTP2_CLEANING_MS = 5_000;

  private static final int MAX_REMEMBERED = 10_000;

  private enum Kind {
    PLAIN,
    NEGOTIATING,
    /** One request a connection. */
    SINGLE
  }

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final ClientOptions options;
  private final WebClient plain;
  private final WebClient negotiating;

  /** For a request that failed on a connection which was used before; null until there is one. */
  private @Nullable WebClient single;

  /** Of origins that ask for a certificate of the client; they are spoken to by HTTP/1.1. */
  private final Map<Credential.Certificate, WebClient> byCertificate = new HashMap<>();

  private final BufferMemory memory;
  private final DirectBufferPool blocks;
  private final Clock clock;

  /** Connections that no request has used. */
  private final Set<HttpConnection> unused = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Hosts that were offered HTTP/2 and chose HTTP/1.1: they get a pool of full size. */
  private final Set<String> http1Hosts =
      Collections.newSetFromMap(new BoundedMap<>(MAX_REMEMBERED));

  /** The one that was asked for last: a job mostly has one server. */
  private @Nullable SocketAddress shownRemote;

  private @Nullable String shownText;

  Connections(Vertx vertx, ClientOptions options, BufferMemory memory, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.memory = memory;
    this.clock = clock;
    this.blocks = new DirectBufferPool(memory, options.capacity());
    this.plain = client(Kind.PLAIN);
    this.negotiating = options.http2() ? client(Kind.NEGOTIATING) : plain;
  }

  /**
   * The client by which a URL is asked.
   *
   * @param fresh whether by a connection that no other request uses
   * @param certificate of the client, or null
   */
  WebClient to(WebUrl url, boolean fresh, Credential.@Nullable Certificate certificate) {
    assert confined.here();
    if (certificate != null && url.isHttps()) {
      return byCertificate.computeIfAbsent(certificate, c -> client(Kind.PLAIN, c));
    }
    if (fresh) {
      return single();
    }
    return url.isHttps() && !http1Hosts.contains(url.hostAndPort()) ? negotiating : plain;
  }

  private WebClient single() {
    WebClient known = single;
    if (known == null) {
      known = client(Kind.SINGLE);
      single = known;
    }
    return known;
  }

  void learnVersion(WebUrl url, HttpVersion version) {
    assert confined.here();
    if (options.http2() && url.isHttps() && version != HttpVersion.HTTP_2) {
      http1Hosts.add(url.hostAndPort());
    }
  }

  /** Whether another request has used the connection before this one, which does so now. */
  boolean isReused(HttpConnection connection) {
    return unused.isEmpty() || !unused.remove(connection);
  }

  /** {@code address:port}, or null where the connection has none. */
  @Nullable String addressText(SocketAddress remote) {
    if (!remote.equals(shownRemote)) {
      shownRemote = remote;
      shownText = text(remote);
    }
    return shownText;
  }

  private static @Nullable String text(SocketAddress remote) {
    String address = remote.hostAddress();
    if (address == null) {
      return null;
    }
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ':' + remote.port();
  }

  void close() {
    plain.close();
    negotiating.close();
    if (single != null) {
      single.close();
    }
    byCertificate.values().forEach(WebClient::close);
  }

  private void connected(HttpConnection connection) {
    // The request that is broken fails by itself; Vert.x would log it as well.
    connection.exceptionHandler(e -> {});
    unused.add(connection);
    connection.closeHandler(v -> unused.remove(connection));
    if (connection instanceof ConnectionBase base) {
      if (connection.protocolVersion() == HttpVersion.HTTP_2) {
        Http2ResponseGuard.watch(base.channel(), clock);
      } else {
        Http1ResponseGuard.watch(base.channel(), blocks, this::codec);
      }
    }
  }

  private ClientCodec codec() {
    return new ClientCodec(options.headerBytes(), MAX_PIECE_BYTES);
  }

  /** No larger than what there is memory for, but never below what HTTP/2 begins with. */
  private int window(int most) {
    return (int) Math.max(HTTP2_LEAST_WINDOW, Math.min(most, memory.limit() / HTTP2_CONNECTIONS));
  }

  private WebClient client(Kind kind) {
    return client(kind, null);
  }

  private WebClient client(Kind kind, Credential.@Nullable Certificate certificate) {
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
        .setMaxChunkSize(MAX_PIECE_BYTES);
    if (options.trust() != null) {
      web.setTrustOptions(options.trust());
    }
    if (certificate != null) {
      web.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(certificate.chainPem()))
              .addKeyValue(Buffer.buffer(certificate.keyPem())));
    }
    if (kind == Kind.NEGOTIATING) {
      web.setUseAlpn(true)
          .setHttp2ConnectionWindowSize(window(HTTP2_CONNECTION_WINDOW))
          .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setInitialSettings(
              new Http2Settings()
                  .setInitialWindowSize(window(HTTP2_STREAM_WINDOW))
                  .setPushEnabled(false)
                  .setMaxHeaderListSize(options.headerBytes()));
    }
    PoolOptions pool =
        new PoolOptions()
            .setHttp1MaxSize(options.capacity())
            .setHttp2MaxSize(HTTP2_CONNECTIONS)
            .setMaxWaitQueueSize(16 * options.capacity());
    if (kind == Kind.NEGOTIATING) {
      pool.setCleanerPeriod(HTTP2_CLEANING_MS);
    }
    HttpClient connections =
        vertx.httpClientBuilder().with(web).with(pool).withConnectHandler(this::connected).build();
    return RequestTap.installOn(WebClient.wrap(connections, web));
  }
}
