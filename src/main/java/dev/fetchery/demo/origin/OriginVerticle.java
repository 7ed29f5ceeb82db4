package dev.fetchery.demo.origin;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;

/** One event loop of a {@link DemoOrigin}: a server and its routes. */
final class OriginVerticle extends VerticleBase {
  private final OriginContent content;
  private final SocketAddress address;
  private final long lagMs;
  private HttpServer server;

  /**
   * @param address where to listen
   * @param lagMs every answer is held back this long
   */
  OriginVerticle(OriginContent content, SocketAddress address, long lagMs) {
    this.content = content;
    this.address = address;
    this.lagMs = lagMs;
  }

  @Override
  public Future<?> start() {
    // thousands of connections may come at once
    HttpServerOptions http = new HttpServerOptions().setAcceptBacklog(4096);
    server =
        vertx
            .createHttpServer(http)
            .requestHandler(new OriginRoutes(vertx, content, lagMs).router());
    return server.listen(address);
  }

  /** Known once the deployment has succeeded. */
  int port() {
    return server.actualPort();
  }
}
