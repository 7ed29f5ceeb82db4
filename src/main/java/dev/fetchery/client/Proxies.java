package dev.fetchery.client;

import dev.fetchery.context.Confined;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.proxy.ProxyAddress;
import dev.fetchery.proxy.ProxyRules;
import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The proxies by which requests go. Confined to the fetcher's event loop. */
final class Proxies {
  /** A request's own limit ends it sooner. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(60);

  private final Confined confined = new Confined();
  private final Vertx vertx;
  private final ProxyRules rules;
  private final @Nullable TrustOptions trust;
  private final Map<ProxyAddress, TlsRelay> relays = new HashMap<>();

  /**
   * @param trust certificates that a proxy with TLS is judged by, or null for the platform's
   */
  Proxies(Vertx vertx, ProxyRules rules, @Nullable TrustOptions trust) {
    this.vertx = vertx;
    this.rules = rules;
    this.trust = trust;
  }

  /** The proxy by which a request goes, or null. */
  @Nullable ProxyAddress of(HttpRequest request) {
    return request.reach().proxy() ? rules.of(request.url()) : null;
  }

  /** How Vert.x is to connect by a proxy. */
  Future<ProxyOptions> options(ProxyAddress proxy) {
    assert confined.here();
    return proxy.kind() == ProxyAddress.Kind.HTTPS
        ? relay(proxy).port().map(port -> options(proxy, "127.0.0.1", port))
        : Future.succeededFuture(options(proxy, proxy.host(), proxy.port()));
  }

  private static ProxyOptions options(ProxyAddress proxy, String host, int port) {
    ProxyOptions options =
        new ProxyOptions()
            .setType(proxy.isSocks() ? ProxyType.SOCKS5 : ProxyType.HTTP)
            .setHost(host)
            .setPort(port)
            .setConnectTimeout(LONGEST_CONNECT);
    return proxy.user() == null
        ? options
        : options.setUsername(proxy.user()).setPassword(proxy.password());
  }

  private TlsRelay relay(ProxyAddress proxy) {
    return relays.computeIfAbsent(proxy, p -> new TlsRelay(vertx, p, trust));
  }

  /** Why there is no connection by a proxy, or null where what failed is behind it. */
  @Nullable FetchException failure(ProxyAddress proxy, Throwable thrown) {
    if (proxy.kind() == ProxyAddress.Kind.HTTPS) {
      for (Throwable e = thrown; e != null; e = e.getCause()) {
        if (e instanceof HttpProxyConnectException refused
            && refused.headers() != null
            && relay(proxy).isOwn(refused.headers().get(TlsRelay.FIELD))) {
          return relay(proxy).fault();
        }
      }
    }
    return ProxyFailure.of(proxy, thrown);
  }

  /**
   * Why a response to a request for plain http is the proxy's own, or null where it is to be taken
   * for the origin's.
   */
  @Nullable FetchException objection(ProxyAddress proxy, int status, @Nullable String relayMark) {
    if (proxy.isSocks()) {
      return null;
    }
    if (status == 407) {
      return ProxyFailure.unauthorized(proxy);
    }
    return proxy.kind() == ProxyAddress.Kind.HTTPS && relay(proxy).isOwn(relayMark)
        ? relay(proxy).fault()
        : null;
  }

  void close() {
    assert confined.here();
    relays.values().forEach(TlsRelay::close);
  }
}
