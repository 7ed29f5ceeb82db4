package dev.fetchery.http;

import dev.fetchery.config.Settings;
import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.http.feed.FeedRoutes;
import dev.fetchery.http.jobs.FilesRoute;
import dev.fetchery.http.jobs.ItemsRoutes;
import dev.fetchery.http.jobs.JobDocuments;
import dev.fetchery.http.jobs.JobsRoutes;
import dev.fetchery.http.jobs.ManifestSpool;
import dev.fetchery.http.jobs.SubmitRoutes;
import dev.fetchery.http.ops.DocsRoutes;
import dev.fetchery.http.ops.HealthCheck;
import dev.fetchery.http.ops.HealthChecks;
import dev.fetchery.http.ops.HealthRoutes;
import dev.fetchery.http.ops.LoopLagMonitor;
import dev.fetchery.http.ops.Metrics;
import dev.fetchery.http.ops.MetricsRoutes;
import dev.fetchery.http.route.IdleGuard;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The interface: calls become commands to the coordinator or reads of the store, and what happens
 * becomes feeds. Holds no state that could be lost. Deployed once.
 */
public final class HttpVerticle extends VerticleBase {
  private static final int MAX_HEAD_BYTES = 32 << 10;
  private static final int MAX_LINE_BYTES = 64 << 10;
  private static final long SHUTDOWN_MS = 5_000;

  /**
   * How long things take.
   *
   * @param idleMs a connection without a request is closed after so long
   * @param loopLagMs an event loop so far behind is one that is stuck
   */
  record Timing(FeedHub.Timing feed, long idleMs, long loopLagMs) {
    static final Timing DEFAULT = new Timing(FeedHub.Timing.DEFAULT, 60_000, 5_000);
  }

  private final Settings settings;
  private final JobStore store;
  private final List<RouteTable.Routes> further;
  private final List<HealthCheck> furtherChecks;
  private final Timing timing;
  private final RouteTable table = new RouteTable();
  private final LoopLagMonitor loops = new LoopLagMonitor();
  private FeedHub hub;
  private MetricsRoutes metrics;
  private HttpServer server;
  private volatile int port;

  public HttpVerticle(Settings settings, JobStore store) {
    this(settings, store, List.of(), List.of());
  }

  /**
   * @param further calls besides those of the interface proper, such as pages and metrics
   * @param furtherChecks what else must hold for the service to be ready
   */
  public HttpVerticle(
      Settings settings,
      JobStore store,
      List<RouteTable.Routes> further,
      List<HealthCheck> furtherChecks) {
    this(settings, store, further, furtherChecks, Timing.DEFAULT);
  }

  HttpVerticle(
      Settings settings,
      JobStore store,
      List<RouteTable.Routes> further,
      List<HealthCheck> furtherChecks,
      Timing timing) {
    this.settings = settings;
    this.store = store;
    this.further = List.copyOf(further);
    this.furtherChecks = List.copyOf(furtherChecks);
    this.timing = timing;
  }

  @Override
  public Future<?> start() {
    hub = new FeedHub(context, store, timing.feed(), settings.caps().feedWatchers());
    metrics = new MetricsRoutes(vertx, store, meters(), hub::watchers);
    ManifestSpool spool =
        new ManifestSpool(vertx, settings.storage().dataDir(), settings.caps().itemsPerJob());
    routes(spool).forEach(routes -> routes.addTo(table));
    return spool
        .sweep()
        .compose(swept -> loops.watch(vertx))
        .compose(watched -> metrics.start())
        .compose(measured -> hub.start())
        .compose(started -> listen());
  }

  /** Ends the feeds in good order, then lets requests under way come to their end. */
  @Override
  public Future<?> stop() {
    return hub.close()
        .eventually(() -> server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS))
        .eventually(metrics::close);
  }

  /** The port listened on, once deployed. */
  public int port() {
    return port;
  }

  RouteTable table() {
    return table;
  }

  FeedHub hub() {
    return hub;
  }

  private List<RouteTable.Routes> routes(ManifestSpool spool) {
    long maxBodyBytes = settings.caps().bodyBytes();
    List<RouteTable.Routes> routes = new ArrayList<>();
    JobDocuments documents = new JobDocuments(settings.caps().itemsPerJob());
    routes.add(new SubmitRoutes(vertx, spool, documents, maxBodyBytes));
    routes.add(new JobsRoutes(vertx, store, documents, maxBodyBytes));
    routes.add(new ItemsRoutes(vertx, store));
    routes.add(new FilesRoute(vertx, store, settings.storage().downloadsDir()));
    routes.add(new FeedRoutes(hub));
    HealthCheck eventLoops = HealthChecks.eventLoops(loops, timing.loopLagMs());
    routes.add(new HealthRoutes(vertx, List.of(eventLoops), readyChecks(eventLoops)));
    routes.add(metrics);
    routes.add(new DocsRoutes(vertx, JobReader.schemaJson()));
    routes.addAll(further);
    return routes;
  }

  private Metrics meters() {
    return new Metrics(store, loops::lagMs)
        .directory("data", settings.storage().dataDir())
        .directory("downloads", settings.storage().downloadsDir());
  }

  private List<HealthCheck> readyChecks(HealthCheck eventLoops) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(eventLoops);
    checks.add(HealthChecks.store(store));
    checks.add(HealthChecks.directory("dataDir", vertx, settings.storage().dataDir()));
    checks.add(HealthChecks.directory("downloadsDir", vertx, settings.storage().downloadsDir()));
    checks.addAll(furtherChecks);
    return checks;
  }

  private Future<Void> listen() {
    List<String> names = new ArrayList<>(settings.listen().allowHosts());
    names.add(settings.listen().host());
    IdleGuard guard = new IdleGuard(vertx, timing.idleMs());
    Access access = new Access(names, settings.listen().token());
    Router router = table.router(vertx, guard);
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(guard::connected)
            .invalidRequestHandler(HttpVerticle::refuseInvalid)
            .requestHandler(
                request -> {
                  if (access.admits(request)) {
                    router.handle(request);
                  }
                });
    return server
        .listen()
        .map(
            listening -> {
              port = listening.actualPort();
              return null;
            });
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.listen().host())
            .setPort(settings.listen().port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEAD_BYTES)
            .setTcpKeepAlive(true)
            .setHttp2ClearTextEnabled(false);
    if (settings.listen().tls() != null) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          // The other implementation of HTTP/2 cannot send a file from an open channel.
          .setHttp2MultiplexImplementation(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(settings.listen().tls().cert().toString())
                  .setKeyPath(settings.listen().tls().key().toString()));
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
      problem = Problem.badRequest("this is not HTTP as it should be");
    }
    problem.send(request);
    request.connection().close();
  }
}
