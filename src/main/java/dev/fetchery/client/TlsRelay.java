package dev.fetchery.client;

import dev.fetchery.context.Confined;
import dev.fetchery.proxy.ProxyAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS around what is spoken with a proxy: Vert.x speaks with proxies in the clear only. It
 * listens on a port of loopback, and hands every connection on to the proxy inside TLS. It adds
 * nothing of its own, above all no password, so that another program that finds the port gets no
 * further than by asking the proxy itself. Confined to the fetcher's event loop.
 */
final class TlsRelay {
  /** Of a response that comes from here, not from the proxy. */
  static final String FIELD = "fetchery-relay";

  private final Confined confined = new Confined();
  private final ProxyAddress proxy;
  private final NetServer server;
  private final NetClient client;

  /** Marks responses made here; no proxy can guess it. */
  private final String mark = UUID.randomUUID().toString();

  private @Nullable Future<Integer> port;
  private FetchException fault;

  TlsRelay(Vertx vertx, ProxyAddress proxy, @Nullable TrustOptions trust) {
    this.proxy = proxy;
    this.fault = ProxyFailure.failed(proxy, "no connection", false);
    NetClientOptions options =
        new NetClientOptions()
            .setSsl(true)
            .setHostnameVerificationAlgorithm("HTTPS")
            .setTcpNoDelay(true);
    if (trust != null) {
      options.setTrustOptions(trust);
    }
    this.client = vertx.createNetClient(options);
    this.server =
        vertx
            .createNetServer(new NetServerOptions().setHost("127.0.0.1").setTcpNoDelay(true))
            .connectHandler(this::connected)
            .exceptionHandler(e -> {});
  }

  /** Where it listens, from the first call on. */
  Future<Integer> port() {
    assert confined.here();
    Future<Integer> known = port;
    if (known == null) {
      known = server.listen().map(NetServer::actualPort);
      port = known;
    }
    return known;
  }

  /** Why the proxy could not be reached, last. */
  FetchException fault() {
    return fault;
  }

  boolean isOwn(@Nullable String mark) {
    return this.mark.equals(mark);
  }

  void close() {
    assert confined.here();
    server.close();
    client.close();
  }

  private void connected(NetSocket near) {
    near.pause();
    near.exceptionHandler(e -> near.close());
    client
        .connect(proxy.port(), proxy.host())
        .onSuccess(far -> join(near, far))
        .onFailure(e -> refuse(near, e));
  }

  private static void join(NetSocket near, NetSocket far) {
    far.exceptionHandler(e -> far.close());
    near.closeHandler(v -> far.close());
    far.closeHandler(v -> near.close());
    near.pipeTo(far);
    far.pipeTo(near);
  }

  private void refuse(NetSocket near, Throwable e) {
    FetchException known = FailureMapper.ofConnecting(e);
    fault =
        ProxyFailure.failed(
            proxy, known.fault().code().wire() + ", " + known.fault().detail(), known.permanent());
    near.end(
        Buffer.buffer(
            "HTTP/1.1 502 Bad Gateway\r\n"
                + FIELD
                + ": "
                + mark
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    near.resume();
  }
}
