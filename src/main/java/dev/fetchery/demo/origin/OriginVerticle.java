package dev.fetchery.demo.origin;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;

/** One event loop of a {@link DemoOrigin}: a server and its routes. */
final class OriginVerticle extends VerticleBase {
  private final OriginContent content;
  private final SocketAddress address;
  private final long lagMs;
  private volatile int port;

  /**
   * @param address where to listen
   * @param lagMs delay of every response
   */
  OriginVerticle(OriginContent content, SocketAddress address, long lagMs) {
    this.content = content;
    this.address = address;
    this.lagMs = lagMs;
  }

  @Override
  public Future<?> start() {
    // a job can open thousands of connections at the same moment
    HttpServerOptions http = new HttpServerOptions().setAcceptBacklog(4096);
    return vertx
        .createHttpServer(http)
        .requestHandler(new OriginRoutes(vertx, content, lagMs).router())
        .listen(address)
        .onSuccess(server -> port = server.actualPort());
  }

  /** Known once the deployment has succeeded. */
  int port() {
    return port;
  }
}
