package dev.fetchery.http;

import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.http.route.IdleGuard;
import dev.fetchery.http.route.Problem;
import dev.fetchery.log.ProblemLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: its port, TLS, the limits of a request's head, its connections, and which
 * requests get as far as a route.
 */
final class Listener {
  private static final int MAX_HEAD_BYTES = 32 << 10;
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final long SHUTDOWN_MS = 5_000;

  private final Vertx vertx;
  private final Settings.Listen settings;
  private final IdleGuard connections;

  /** Of requests that failed before any route took them. */
  private final ProblemLog problems;

  private @Nullable HttpServer server;
  private volatile int port;

  /**
   * @param limits of each connection
   */
  Listener(Vertx vertx, Clock clock, Settings.Listen settings, IdleGuard.Limits limits) {
    this.vertx = vertx;
    this.settings = settings;
    this.connections = new IdleGuard(vertx, clock, limits);
    this.problems = new ProblemLog(LoggerFactory.getLogger(HttpVerticle.class), clock);
  }

  /**
   * Takes requests.
   *
   * @param admits answers a request that does not get in, and says false
   * @param routes makes the router, with what watches the connections
   */
  Future<Void> listen(Predicate<HttpServerRequest> admits, Function<IdleGuard, Router> routes) {
    Router router = routes.apply(connections);
    HttpServer created =
        vertx
            .createHttpServer(options())
            .connectionHandler(connections::connected)
            .invalidRequestHandler(Listener::refuseInvalid)
            .requestHandler(
                request -> {
                  try {
                    if (admits.test(request)) {
                      router.handle(request);
                    }
                  } catch (RuntimeException e) {
                    // A line of log for each would let callers fill the disk.
                    problems.warn("a request could not be handled", e.toString());
                    Problem.of(500, "internal error").send(request);
                  }
                });
    server = created;
    return created.listen().onSuccess(listening -> port = listening.actualPort()).mapEmpty();
  }

  /** Gives requests under way time to end. */
  Future<?> close() {
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS);
  }

  /** The port listened on; 0 before. */
  int port() {
    return port;
  }

  /** Connections that are open. */
  int connections() {
    return connections.connections();
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setTcpKeepAlive(true)
            .setHttp2ClearTextEnabled(false)
            // There are no web sockets here, and Netty's handler for their compression breaks a
            // connection with 129 requests under way, and fills the log.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    Settings.Tls tls = settings.tls();
    if (tls != null) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          // The other implementation of HTTP/2 cannot send a file from an open channel.
          .setHttp2MultiplexImplementation(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(tls.cert().toString())
                  .setKeyPath(tls.key().toString()));
    }
    return options;
  }

  private static void refuseInvalid(HttpServerRequest request) {
    String cause = String.valueOf(request.decoderResult());
    Problem problem;
    if (cause.contains("TooLongHttpLine")) {
      problem = Problem.of(414, "the request line is longer than " + MAX_LINE_BYTES + " bytes");
    } else if (cause.contains("TooLongHttpHeader")) {
      problem = Problem.of(431, "the request head is larger than " + MAX_HEAD_BYTES + " bytes");
    } else {
      problem = Problem.badRequest("malformed HTTP request");
    }
    problem.send(request);
    request.connection().close();
  }
}
