package dev.fetchery.demo.origin;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * A running web server that stands in for the origins of the five sample jobs: an emoji list, flags
 * with their metadata, random cats, a paged listing, and sites to probe. It also serves bodies of
 * any size for measurements. Its pictures are real PNG and GIF files.
 */
public final class DemoOrigin {
  private final Vertx vertx;
  private final String deployment;
  private final String host;
  private final int port;
  private final OriginCounts counts;

  private DemoOrigin(Vertx vertx, String deployment, String host, int port, OriginCounts counts) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.host = host;
    this.port = port;
    this.counts = counts;
  }

  /**
   * Starts listening. The future fails with a {@link java.net.BindException} if the port is taken.
   */
  public static Future<DemoOrigin> start(Vertx vertx, DemoOriginOptions options) {
    OriginContent content = new OriginContent(vertx, options);
    SocketAddress address = address(options);
    Queue<OriginVerticle> loops = new ConcurrentLinkedQueue<>();
    Supplier<OriginVerticle> loop =
        () -> {
          OriginVerticle verticle = new OriginVerticle(content, address, options.lagMs());
          loops.add(verticle);
          return verticle;
        };
    return vertx
        .deployVerticle(loop, new DeploymentOptions().setInstances(options.eventLoops()))
        .map(
            id ->
                new DemoOrigin(
                    vertx, id, options.host(), loops.element().port(), content.counts()));
  }

  /** The event loops of one origin share its port, even a random one; two origins never do. */
  private static SocketAddress address(DemoOriginOptions options) {
    return options.port() == 0
        ? SocketAddress.sharedRandomPort(
            ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE), options.host())
        : SocketAddress.inetSocketAddress(options.port(), options.host());
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** {@code http://HOST:PORT}, without a slash at the end. */
  public String baseUrl() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Requests received since the start. */
  public long requests() {
    return counts.requests();
  }

  /** Highest number of concurrent requests, the lag included. */
  public int maxConcurrent() {
    return counts.maxConcurrent();
  }

  /**
   * How often each endpoint of {@code /api/download} was fetched; those never fetched are absent.
   */
  public Map<String, Integer> downloadHits() {
    return counts.downloads();
  }

  /** Stops listening and closes what is open. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }
}
