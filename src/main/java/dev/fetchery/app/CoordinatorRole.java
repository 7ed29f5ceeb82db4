package dev.fetchery.app;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.coordinator.CoordinatorVerticle;
import dev.fetchery.coordinator.Neighbours;
import dev.fetchery.coordinator.StandbyVerticle;
import dev.fetchery.http.Leadership;
import dev.fetchery.store.Candidate;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process coordinates. Where several compete for one database it stands by until the
 * right to write is its own, and then coordinates until it ends: the right is never given back.
 * Safe for use by many threads.
 */
final class CoordinatorRole implements Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorRole.class);

  /** How often the right to write is asked for: that costs the database next to nothing. */
  private static final long ASK_MS = 250;

  private final Settings settings;
  private final Ground ground;
  private final StoreAccess access;
  private final CoordinatorOptions options;
  private final Supplier<String> address;
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile @Nullable String standby;
  private volatile boolean coordinating;
  private volatile boolean leads;
  private volatile String leader = "";

  /**
   * @param address of the interface, once it listens
   */
  CoordinatorRole(
      Settings settings,
      Ground ground,
      StoreAccess access,
      CoordinatorOptions options,
      Supplier<String> address) {
    this.settings = settings;
    this.ground = ground;
    this.access = access;
    this.options = options;
    this.address = address;
  }

  @Override
  public boolean leads() {
    return leads;
  }

  @Override
  public String leader() {
    return leader;
  }

  /** Has commands answered from now on: by a coordinator, or in its place. */
  Future<Void> begin() {
    JobStore store = access.store();
    if (access.candidate() == null && store != null) {
      leads = true;
      return deploy(coordinator(store, Future::succeededFuture));
    }
    return vertx()
        .deployVerticle(new StandbyVerticle(access.reads(), settings.storage().files().shown()))
        .onSuccess(id -> standby = id)
        .mapEmpty();
  }

  /** To be called once the interface listens. */
  Future<Void> compete() {
    Candidate candidate = access.candidate();
    if (candidate == null) {
      return Future.succeededFuture();
    }
    JobStore store = access.store();
    if (store != null) {
      return lead(store);
    }
    LOG.info("stands by: another process coordinates, and this one goes on when that one is gone");
    Thread thread = new Thread(() -> await(candidate), "standby");
    thread.setDaemon(true);
    thread.start();
    return Future.succeededFuture();
  }

  private void await(Candidate candidate) {
    try {
      JobStore store = candidate.tryToWrite();
      while (store == null && !ending.await(ASK_MS, TimeUnit.MILLISECONDS)) {
        look(candidate);
        store = candidate.tryToWrite();
      }
      if (store != null && !isEnding()) {
        LOG.info("the coordinator is gone: this process goes on in its place");
        leader = "";
        store.lost().thenAccept(StoreLoss::end);
        lead(store).onFailure(this::failed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Candidate candidate) {
    try {
      leader = candidate.reads().leader().toCompletableFuture().join();
    } catch (CompletionException e) {
      LOG.debug("the database cannot be read", e);
    }
  }

  /** Ends the process, so that another one can coordinate: this one would only keep the right. */
  private void failed(Throwable cause) {
    if (!isEnding()) {
      StoreLoss.end(
          new StoreException("this process cannot go on as coordinator: " + cause.getMessage()));
    }
  }

  private boolean isEnding() {
    return ending.getCount() == 0;
  }

  /** Completes early where fetchers of the coordinator before are waited for. */
  private Future<Void> lead(JobStore store) {
    CoordinatorVerticle coordinator = coordinator(store, this::standDown);
    return deploy(coordinator)
        .compose(
            deployed -> {
              Future<Void> leading = coordinator.ready().compose(ready -> led(store));
              if (coordinator.ready().isComplete()) {
                return leading;
              }
              leading.onFailure(this::failed);
              return Future.succeededFuture();
            });
  }

  private Future<Void> standDown() {
    String id = standby;
    standby = null;
    return id == null ? Future.succeededFuture() : vertx().undeploy(id);
  }

  private Future<Void> led(JobStore store) {
    leads = true;
    LOG.info("coordinates");
    return Future.fromCompletionStage(store.leads(address.get()), vertx().getOrCreateContext());
  }

  private CoordinatorVerticle coordinator(JobStore store, Supplier<Future<Void>> beforeCommands) {
    Neighbours neighbours =
        settings.cluster() == null ? null : new ClusterNeighbours(ground.members(), Addresses.NODE);
    return new CoordinatorVerticle(store, options, Clock.system(), neighbours, beforeCommands);
  }

  private Future<Void> deploy(CoordinatorVerticle coordinator) {
    return vertx().deployVerticle(coordinator).onSuccess(id -> coordinating = true).mapEmpty();
  }

  private Vertx vertx() {
    return ground.vertx();
  }

  /**
   * Ends what this process does.
   *
   * @param graceMs so long what is under way gets to end
   * @param patienceMs so long beyond it the coordinator has to answer
   * @param fetchers of a process that only stands by
   */
  Future<Void> drain(long graceMs, long patienceMs, FetcherGroup fetchers) {
    ending.countDown();
    if (coordinating) {
      return new CoordinatorClient(vertx())
          .ask(new Command.Drain(graceMs), Answer.Done.class, graceMs + patienceMs)
          .mapEmpty();
    }
    return access.candidate() == null ? Future.succeededFuture() : fetchers.drain(graceMs);
  }
}
