package dev.fetchery.app;

import dev.fetchery.client.CredentialStore;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.fetcher.SessionWatch;
import dev.fetchery.http.HttpVerticle;
import dev.fetchery.http.OwnerKey;
import dev.fetchery.http.ops.WebRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verticles of a service, deployed and ended in order: fetchers, coordinator and interface.
 * What is set is read when they are deployed.
 */
final class Deployment {
  private final Settings settings;
  private final boolean listens;
  private final Ground ground;
  private final Vertx vertx;
  private final StoreAccess access;
  private final FileAccess files;
  private final CredentialStore credentials;
  private final @Nullable PortHold held;
  private final Clock clock;
  private final MemoryBudget memory = MemoryBudget.ofThisHeap();
  private volatile @Nullable String http;
  private volatile @Nullable CoordinatorRole role;
  private volatile @Nullable FetcherGroup fetchers;
  private volatile int port;
  private volatile Map<String, String> presets = Map.of();
  private volatile @Nullable OwnerKey owner;

  /**
   * @param listens whether there is an interface
   * @param held the port that the interface is to listen on, where it was chosen before; or null
   */
  Deployment(
      Settings settings,
      boolean listens,
      Ground ground,
      StoreAccess access,
      FileAccess files,
      CredentialStore credentials,
      @Nullable PortHold held,
      Clock clock) {
    this.settings = settings;
    this.listens = listens;
    this.ground = ground;
    this.vertx = ground.vertx();
    this.access = access;
    this.files = files;
    this.credentials = credentials;
    this.held = held;
    this.clock = clock;
  }

  /** Replaces the sample jobs that the dashboard offers. */
  void offer(Map<String, String> jobs) {
    presets = Map.copyOf(jobs);
  }

  /** Lets in requests that carry this key. */
  void admit(OwnerKey key) {
    owner = key;
  }

  /**
   * Deploys all. Fetchers first: the coordinator needs them as soon as it continues its jobs.
   *
   * @param onlyJob the one unfinished job to continue, "" for none, or null for all
   */
  Future<Void> begin(@Nullable String onlyJob) {
    CoordinatorRole begun =
        new CoordinatorRole(
            settings,
            ground,
            access,
            CoordinatorOptions.of(settings, onlyJob, memory),
            this::addressForOthers);
    role = begun;
    return deployFetchers()
        .compose(fetchers -> begun.begin())
        .compose(coordinator -> listens ? deployHttp(begun) : Future.succeededFuture())
        .compose(listening -> begun.compete());
  }

  private Future<Void> deployFetchers() {
    FetcherGroup group =
        new FetcherGroup(
            settings, ground, files, memory, credentials, this::ownPort, SessionWatch.NONE, clock);
    fetchers = group;
    return group.deploy();
  }

  private int ownPort() {
    return port == 0 && listens ? settings.listen().port() : port;
  }

  private Future<Void> deployHttp(CoordinatorRole leadership) {
    return vertx
        .executeBlocking(() -> new WebRoutes(presets), false)
        .compose(web -> deployHttp(web, leadership));
  }

  private Future<Void> deployHttp(WebRoutes web, CoordinatorRole leadership) {
    HttpVerticle verticle =
        new HttpVerticle(settings, access.reads(), clock, List.of(web), files.saved(), memory);
    verticle.admit(owner);
    if (access.candidate() != null) {
      verticle.leadBy(leadership);
    }
    return vertx
        .deployVerticle(verticle)
        .onComplete(listening -> release())
        .onSuccess(
            id -> {
              http = id;
              port = verticle.port();
            })
        .mapEmpty();
  }

  /** The interface listens by now, or will not. */
  private void release() {
    if (held != null) {
      held.close();
    }
  }

  /** The URL it listens on, once deployed. */
  String address() {
    return address(settings.listen().host());
  }

  /** The URL by which other machines reach it. */
  private String addressForOthers() {
    Settings.Cluster cluster = settings.cluster();
    String host = settings.listen().host();
    if (cluster != null && (host.equals("0.0.0.0") || host.equals("::"))) {
      host = cluster.host().getHostAddress();
    }
    return address(host);
  }

  private String address(String host) {
    String scheme = settings.listen().tls() == null ? "http" : "https";
    return scheme + "://" + Preflight.address(host, port);
  }

  /** Ends the interface; its feeds end with it. */
  Future<Void> endHttp() {
    String id = http;
    return id == null ? Future.succeededFuture() : vertx.undeploy(id);
  }

  /**
   * Starts nothing new, and ends what is active.
   *
   * @param graceMs that active requests get
   * @param beyondMs that the coordinator gets after that to answer
   */
  Future<Void> drain(long graceMs, long beyondMs) {
    CoordinatorRole begun = role;
    FetcherGroup group = fetchers;
    return begun == null || group == null
        ? Future.succeededFuture()
        : begun.drain(graceMs, beyondMs, group);
  }
}
