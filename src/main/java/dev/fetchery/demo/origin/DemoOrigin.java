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
 * A running web server that answers as the five origins of the sample jobs do: an emoji list, flags
 * with their metadata, random cats, a paged listing, and sites to probe; besides, bodies of any
 * size for measuring. Its pictures are real and open in any viewer.
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
   * Listens as {@code options} say. The future fails with a {@link java.net.BindException} if the
   * port is taken.
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

  /** The loops of one origin share its port, also a random one, but not those of two origins. */
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

  /** How many requests have come since the start or {@link #resetCounts()}. */
  public long requests() {
    return counts.requests();
  }

  /** The most requests that were under way at one time, lag included. */
  public int maxConcurrent() {
    return counts.maxConcurrent();
  }

  /**
   * How often each endpoint of {@code /api/download} was fetched; those never fetched are absent.
   */
  public Map<String, Integer> downloadHits() {
    return counts.downloads();
  }

  /** Starts all counts anew. */
  public void resetCounts() {
    counts.reset();
  }

  /** Stops listening and closes what is open. */
  public Future<Void> stop() {
    return vertx.undeploy(deployment);
  }
}
