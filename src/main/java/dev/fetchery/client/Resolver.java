package dev.fetchery.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Turns a host name into its addresses. */
@FunctionalInterface
public interface Resolver {

  /**
   * Every address of {@code host}; fails with {@link java.net.UnknownHostException} where there is
   * none.
   */
  Future<List<InetAddress>> resolve(String host);

  /** The asynchronous resolver of {@code vertx}, with its cache and {@code /etc/hosts}. */
  static Resolver of(Vertx vertx) {
    return host ->
        ((VertxInternal) vertx)
            .nameResolver()
            .resolveAll(host)
            .map(all -> all.stream().map(InetSocketAddress::getAddress).toList());
  }
}
