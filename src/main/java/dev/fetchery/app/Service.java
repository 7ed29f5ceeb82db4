package dev.fetchery.app;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.config.Settings;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.coordinator.CoordinatorVerticle;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.fetcher.FetcherVerticle;
import dev.fetchery.http.HttpVerticle;
import dev.fetchery.http.ops.WebRoutes;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole service in one process: opened (directories, store), started (verticles), stopped. To
 * be opened and started by a thread that may wait.
 */
public final class Service {
  /** What requests under way get when the service stops, as when a job is paused. */
  public static final long GRACE_MS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final long BEYOND_GRACE_MS = 10_000;
  private static final DeliveryOptions LONG =
      new DeliveryOptions().setSendTimeout(GRACE_MS + BEYOND_GRACE_MS);

  private final Settings settings;
  private final boolean listens;
  private final Vertx vertx;
  private final JobStore store;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();
  private volatile String httpDeployment;
  private volatile boolean coordinating;
  private volatile int port;
  private volatile Map<String, String> presets = Map.of();

  private Service(Settings settings, boolean listens, Vertx vertx, JobStore store) {
    this.settings = settings;
    this.listens = listens;
    this.vertx = vertx;
    this.store = store;
  }

  /**
   * Checks the surroundings and opens the store; nothing works yet.
   *
   * @param listens whether it will serve HTTP
   */
  public static Service open(Settings settings, boolean listens)
      throws StartFault, InterruptedException {
    // beside: Vert.x and the store are mostly classes, and each takes as long as the other
    CompletableFuture<Vertx> begun = CompletableFuture.supplyAsync(() -> Vertx.vertx(options()));
    try {
      Preflight.prepare(begun::join, settings, listens);
      JobStore store = SqliteJobStore.open(settings.dataDir(), settings.fullDurability());
      Preflight.warnWhenOpen(settings.dataDir());
      Vertx vertx = begun.join();
      FetcheryCodec.register(vertx.eventBus());
      return new Service(settings, listens, vertx, store);
    } catch (StoreException e) {
      end(begun.join());
      throw new StartFault(e.getMessage(), e);
    } catch (StartFault e) {
      end(begun.join());
      throw e;
    }
  }

  private static void end(Vertx vertx) throws InterruptedException {
    try {
      Await.on(vertx.close());
    } catch (Await.Fault e) {
      LOG.debug("closing", e.getCause());
    }
  }

  /** Of every Vert.x here; nothing is kept in the temporary directory. */
  public static VertxOptions options() {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        // every name that is not there would else be looked up in the jar, under a lock
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  /**
   * To be called before {@link #start}.
   *
   * @param presets sample jobs that the dashboard offers in place of the shipped ones, by name
   */
  public void offer(Map<String, String> presets) {
    this.presets = Map.copyOf(presets);
  }

  /**
   * Starts working, and listening where that is wanted. After a fault everything is stopped again.
   *
   * @param onlyJob the one unfinished job to go on with, or null for all
   */
  public void start(String onlyJob) throws StartFault, InterruptedException {
    try {
      Await.on(deploy(onlyJob));
    } catch (Await.Fault e) {
      stopAndWait();
      Throwable cause = e.getCause();
      if (cause instanceof BindException) {
        throw Preflight.portTaken(settings.host(), settings.port(), cause);
      }
      if (cause instanceof StoreException) {
        throw new StartFault(cause.getMessage(), cause);
      }
      throw new StartFault("the service cannot start: " + cause.getMessage(), cause);
    }
  }

  private Future<Void> deploy(String onlyJob) {
    CoordinatorOptions options = CoordinatorOptions.of(settings, onlyJob);
    // fetchers first: the coordinator asks them for files as soon as it goes on with its jobs
    return deployFetchers()
        .compose(all -> vertx.deployVerticle(new CoordinatorVerticle(store, options)))
        .onSuccess(id -> coordinating = true)
        .compose(id -> listens ? deployHttp() : Future.succeededFuture());
  }

  private Future<Void> deployFetchers() {
    int fetchers = Runtime.getRuntime().availableProcessors();
    FetcherOptions options = fetcherOptions((settings.concurrency() + fetchers - 1) / fetchers);
    List<Future<String>> deployed = new ArrayList<>();
    for (int i = 0; i < fetchers; i++) {
      deployed.add(vertx.deployVerticle(new FetcherVerticle(options)));
    }
    return Future.all(deployed).mapEmpty();
  }

  private FetcherOptions fetcherOptions(int capacity) {
    return FetcherOptions.with(
            settings.downloadsDir(),
            capacity,
            settings.userAgent(),
            settings.egress(),
            null,
            settings.caps().headerBytes(),
            settings.fullDurability())
        .withOwnPort(this::ownPort);
  }

  private int ownPort() {
    return port == 0 && listens ? settings.port() : port;
  }

  private Future<Void> deployHttp() {
    return vertx
        .executeBlocking(() -> new WebRoutes(presets), false)
        .compose(
            web -> {
              HttpVerticle http = new HttpVerticle(settings, store, List.of(web), List.of());
              return vertx
                  .deployVerticle(http)
                  .onSuccess(
                      id -> {
                        httpDeployment = id;
                        port = http.port();
                      });
            })
        .mapEmpty();
  }

  public Vertx vertx() {
    return vertx;
  }

  public JobStore store() {
    return store;
  }

  public Settings settings() {
    return settings;
  }

  /** Where it listens, once started. */
  public String address() {
    String scheme = settings.tlsCert() == null ? "http" : "https";
    return scheme + "://" + Preflight.address(settings.host(), port);
  }

  /** Asks the coordinator; the future fails where it refuses. */
  public <T extends Answer> Future<T> ask(Command command, Class<T> answer) {
    return vertx
        .eventBus()
        .<Answer>request(Addresses.COMMANDS, command, LONG)
        .compose(
            reply ->
                reply.body() instanceof Answer.Refused refused
                    ? Future.failedFuture(refused.detail())
                    : Future.succeededFuture(answer.cast(reply.body())));
  }

  /**
   * Ends the feeds, starts nothing new, gives what is under way its grace, stores it, closes. A
   * further call has the outcome of the first. Never fails: what goes wrong is logged.
   */
  public Future<Void> stop() {
    if (stopping.compareAndSet(false, true)) {
      eased("ending the interface", endHttp())
          .compose(v -> eased("bringing requests to an end", drain()))
          .compose(v -> eased("closing the store", closeStore()))
          // not composed: the contexts that would tell of it are what is closed
          .onComplete(v -> vertx.close().onComplete(closed -> stopped.tryComplete()));
    }
    return stopped.future();
  }

  /** Whether it has been asked to stop: answers no longer come. */
  public boolean stopping() {
    return stopping.get();
  }

  /** While the process is ending it does not return: whoever ends it has the last word. */
  public void leaveWordToWhoStops() throws InterruptedException {
    if (stopping()) {
      new CountDownLatch(1).await();
    }
  }

  public void stopAndWait() throws InterruptedException {
    try {
      Await.on(stop());
    } catch (Await.Fault e) {
      LOG.warn("stopping", e.getCause());
    }
  }

  private Future<Void> endHttp() {
    return httpDeployment == null
        ? Future.succeededFuture()
        : vertx.undeploy(httpDeployment).mapEmpty();
  }

  private Future<Void> drain() {
    return coordinating
        ? ask(new Command.Drain(GRACE_MS), Answer.Done.class).mapEmpty()
        : Future.succeededFuture();
  }

  private Future<Void> closeStore() {
    return vertx.executeBlocking(
        () -> {
          store.close();
          return null;
        },
        false);
  }

  /** A step of stopping that fails must not keep the next from being taken. */
  private static Future<Void> eased(String step, Future<Void> future) {
    return future.recover(
        fault -> {
          LOG.warn("{}: {}", step, fault.toString());
          return Future.succeededFuture();
        });
  }
}
