package dev.fetchery.http;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.files.FilesPlace;
import dev.fetchery.files.SavedFiles;
import dev.fetchery.http.feed.CatchUp;
import dev.fetchery.http.feed.FeedHub;
import dev.fetchery.http.feed.FeedRoutes;
import dev.fetchery.http.jobs.FilesRoute;
import dev.fetchery.http.jobs.HistoryRoutes;
import dev.fetchery.http.jobs.ItemsRoutes;
import dev.fetchery.http.jobs.JobDocuments;
import dev.fetchery.http.jobs.JobsRoutes;
import dev.fetchery.http.jobs.ManifestSpool;
import dev.fetchery.http.jobs.SubmitRoutes;
import dev.fetchery.http.jobs.TakeAwayRoutes;
import dev.fetchery.http.ops.DocsRoutes;
import dev.fetchery.http.ops.FetcherRoutes;
import dev.fetchery.http.ops.HealthCheck;
import dev.fetchery.http.ops.HealthChecks;
import dev.fetchery.http.ops.HealthRoutes;
import dev.fetchery.http.ops.LoopLagMonitor;
import dev.fetchery.http.ops.Metrics;
import dev.fetchery.http.ops.MetricsRoutes;
import dev.fetchery.http.ops.ServiceRoutes;
import dev.fetchery.http.ops.WorkMonitor;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.ConnectionLimit;
import dev.fetchery.http.route.IdleGuard;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.http.view.ViewJson;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.DiskSync;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP interface: requests become commands to the coordinator or reads of the store, and the
 * coordinator's events become feeds. Holds no state that could be lost. Deployed once.
 */
public final class HttpVerticle extends VerticleBase {
  /** Apart from the other workers, which go on when a store of files is slow to answer. */
  private static final int FILE_WORKERS = 8;

  /** Time in which the process can say that it listens. */
  private static final long PREPARING_AFTER_MS = 50;

  /**
   * Time limits.
   *
   * @param idleMs a connection without a request is closed after so long
   * @param bodyStallMs a request body of which nothing arrives for so long is refused
   * @param unreadMs a connection on which an answer waits to be read for so long is closed
   * @param loopLagMs an event loop so far behind counts as stuck
   */
  record Timing(FeedHub.Timing feed, long idleMs, long bodyStallMs, long unreadMs, long loopLagMs) {
    static final Timing DEFAULT = new Timing(FeedHub.Timing.DEFAULT, 60_000, 30_000, 5_000);

    Timing(FeedHub.Timing feed, long idleMs, long bodyStallMs, long loopLagMs) {
      this(feed, idleMs, bodyStallMs, 30_000, loopLagMs);
    }
  }

  /**
   * What callers may take of the process.
   *
   * @param memory what bodies and answers take memory from
   * @param connections how many there may be
   */
  public record Bounds(MemoryBudget memory, ConnectionLimit connections) {
    static Bounds ofThisProcess() {
      return new Bounds(MemoryBudget.ofThisHeap(), ConnectionLimit.ofThisProcess());
    }
  }

  private final Settings settings;
  private final JobReads store;
  private final List<RouteTable.Routes> further;
  private final SavedFiles files;
  private final Clock clock;
  private final Timing timing;
  private final Bounds bounds;

  private final RouteTable table = new RouteTable();
  private final LoopLagMonitor loops;
  private @Nullable FeedHub hub;
  private @Nullable MetricsRoutes metrics;
  private volatile @Nullable Listener listener;
  private @Nullable OwnerKey owner;
  private Leadership leadership = Leadership.ALONE;

  /**
   * @param further endpoints besides those of the interface, such as pages
   * @param files that jobs saved
   */
  public HttpVerticle(
      Settings settings,
      JobReads store,
      Clock clock,
      List<RouteTable.Routes> further,
      SavedFiles files,
      MemoryBudget memory) {
    this(
        settings,
        store,
        clock,
        further,
        files,
        Timing.DEFAULT,
        new Bounds(memory, ConnectionLimit.ofThisProcess()));
  }

  HttpVerticle(
      Settings settings,
      JobReads store,
      Clock clock,
      List<RouteTable.Routes> further,
      SavedFiles files,
      Timing timing,
      Bounds bounds) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    this.further = List.copyOf(further);
    this.files = files;
    this.timing = timing;
    this.bounds = bounds;
    this.loops = new LoopLagMonitor(clock);
  }

  /**
   * Lets in requests that carry this key, as those with the token. Call it before it is deployed.
   */
  public void admit(@Nullable OwnerKey key) {
    owner = key;
  }

  /** Has commands refused while another process leads. Call it before it is deployed. */
  public void leadBy(Leadership other) {
    leadership = other;
  }

  @Override
  public Future<?> start() {
    FeedHub feeds =
        new FeedHub(
            context, clock, store, bounds.memory(), timing.feed(), settings.caps().feedWatchers());
    MetricsRoutes readings = new MetricsRoutes(vertx, store, this::meters, feeds::watchers);
    hub = feeds;
    metrics = readings;
    BodyReader bodies = new BodyReader(vertx, clock, bounds.memory(), timing.bodyStallMs());
    ManifestSpool spool =
        new ManifestSpool(
            vertx,
            store,
            bodies,
            settings.storage().dataDir(),
            settings.caps().itemsPerJob(),
            DiskSync.of(settings.storage().fullDurability()));
    WorkerExecutor fileWorkers = vertx.createSharedWorkerExecutor("fetchery-files", FILE_WORKERS);
    addJobRoutes(bodies, spool, fileWorkers);
    addServiceRoutes(feeds, readings, fileWorkers);
    return spool
        .sweep()
        .compose(swept -> loops.watch(vertx))
        .compose(watched -> readings.start())
        .compose(measured -> feeds.start())
        .compose(started -> listen())
        .onSuccess(listening -> vertx.setTimer(PREPARING_AFTER_MS, due -> prepare(readings)));
  }

  /** Makes what no start needs, and what the first requests would else wait for. */
  private void prepare(MetricsRoutes readings) {
    readings.meters();
    vertx.executeBlocking(
        () -> {
          ViewJson.prepare();
          return null;
        },
        false);
  }

  /** Ends the feeds in good order, then gives requests under way time to end. */
  @Override
  public Future<?> stop() {
    Listener open = listener;
    return (hub == null ? Future.<Void>succeededFuture() : hub.close())
        .eventually(() -> open == null ? Future.succeededFuture() : open.close())
        .eventually(() -> metrics == null ? Future.succeededFuture() : metrics.close());
  }

  /** The port listened on, once deployed. */
  public int port() {
    Listener open = listener;
    return open == null ? 0 : open.port();
  }

  RouteTable table() {
    return table;
  }

  FeedHub hub() {
    return Objects.requireNonNull(hub, "not deployed");
  }

  private void addJobRoutes(BodyReader bodies, ManifestSpool spool, WorkerExecutor fileWorkers) {
    long maxBodyBytes = settings.caps().bodyBytes();
    JobDocuments documents = new JobDocuments(settings.caps().itemsPerJob());
    new SubmitRoutes(vertx, store, bodies, spool, documents, maxBodyBytes).addTo(table);
    new JobsRoutes(
            vertx, bodies, store, documents, maxBodyBytes, settings.storage().files().shown())
        .addTo(table);
    new ItemsRoutes(vertx, store, clock).addTo(table);
    new HistoryRoutes(vertx, store).addTo(table);
    new TakeAwayRoutes(vertx, store, files, fileWorkers).addTo(table);
    new FilesRoute(vertx, store, files, fileWorkers).addTo(table);
  }

  private void addServiceRoutes(FeedHub feeds, MetricsRoutes readings, WorkerExecutor fileWorkers) {
    new FeedRoutes(feeds).addTo(table);
    new ServiceRoutes(vertx, store, settings, files, clock).addTo(table);
    new FetcherRoutes(vertx).addTo(table);
    HealthCheck eventLoops = HealthChecks.eventLoops(loops, timing.loopLagMs());
    List<HealthCheck> ready =
        new ArrayList<>(
            List.of(
                eventLoops,
                work().check(),
                HealthChecks.store(store),
                HealthChecks.directory("dataDir", vertx, settings.storage().dataDir()),
                HealthChecks.files("downloadsDir", fileWorkers, files)));
    if (leadership != Leadership.ALONE) {
      ready.add(new StandbyGate(leadership).check());
      new CatchUp(vertx, feeds, leadership::leads).begin();
    }
    new HealthRoutes(vertx, List.of(eventLoops), ready).addTo(table);
    readings.addTo(table);
    new DocsRoutes(vertx, JobReader::schemaJson).addTo(table);
    further.forEach(routes -> routes.addTo(table));
  }

  private WorkMonitor work() {
    WorkMonitor work = new WorkMonitor(clock);
    vertx
        .eventBus()
        .<CoordinatorEvent>consumer(
            Addresses.NEWS,
            message -> {
              if (message.body() instanceof CoordinatorEvent.ServiceStats stats) {
                work.received(stats);
              }
            });
    return work;
  }

  private Metrics meters() {
    Metrics metrics =
        new Metrics(clock, store, loops::lagMs)
            .memory(bounds.memory())
            .connections(this::connections)
            .directory("data", settings.storage().dataDir());
    return settings.storage().files() instanceof FilesPlace.Directory directory
        ? metrics.directory("downloads", directory.path())
        : metrics;
  }

  private int connections() {
    Listener open = listener;
    return open == null ? 0 : open.connections();
  }

  private Future<Void> listen() {
    List<String> names = new ArrayList<>(settings.listen().allowHosts());
    names.add(settings.listen().host());
    Listener created =
        new Listener(
            vertx,
            clock,
            settings.listen(),
            new IdleGuard.Limits(timing.idleMs(), timing.unreadMs(), bounds.connections()));
    listener = created;
    StandbyGate gate = new StandbyGate(leadership);
    Access access = new Access(vertx, clock, names, settings.listen().token(), owner);
    return created.listen(
        request -> access.admits(request) && gate.admits(request),
        connections -> table.router(vertx, connections, bounds.memory()));
  }
}
