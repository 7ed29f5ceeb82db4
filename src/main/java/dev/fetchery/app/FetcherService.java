package dev.fetchery.app;

import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.NodeFacts.Role;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.context.MemoryBudget;
import dev.fetchery.context.SleepClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of fetchers alone: a node of a cluster that works for the coordinator there. It has no
 * store and no interface.
 */
public final class FetcherService implements Stoppable {
  private static final Logger LOG = LoggerFactory.getLogger(FetcherService.class);

  /** Beyond the grace: what is being published ends, the goodbye is said, the node leaves. */
  private static final long CLOSING_MS = 20_000;

  private static final long DIAGNOSE_MS = 5_000;

  private final Settings settings;
  private final Ground ground;
  private final ConnectionLog connection;
  private final FetcherGroup fetchers;
  private final CredentialReload credentials;
  private final Consumer<StartFault> misfit;

  /** The coordinator that was last looked at for why it does not answer. */
  private volatile String diagnosed = "";

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();

  private FetcherService(
      Settings settings, Ground ground, FileAccess files, Consumer<StartFault> misfit) {
    this.settings = settings;
    this.ground = ground;
    this.misfit = misfit;
    this.credentials = new CredentialReload(ground.vertx(), settings.outbound().credentials());
    // The coordinator does not sleep when this machine does.
    Clock clock = new SleepClock(Clock.system());
    this.connection = new ConnectionLog(settings.capacity().fetchers(), clock);
    this.fetchers =
        new FetcherGroup(
            settings,
            ground,
            files,
            MemoryBudget.ofThisHeap(),
            credentials.store(),
            () -> 0,
            connection,
            clock);
  }

  /**
   * Joins the cluster and starts fetching. Blocks until it has joined; a coordinator may come
   * later.
   *
   * @param misfit told when it turns out that this process cannot work for the coordinator
   */
  public static FetcherService start(Settings settings, Consumer<StartFault> misfit)
      throws StartFault, InterruptedException {
    Ground.Pending starting = Ground.begin(settings, Role.FETCHER);
    try {
      Preflight.prepareFetchers(starting::vertx, settings);
      Ground ground = starting.get();
      FileAccess files = FileAccess.open(ground::vertx, settings);
      FetcheryCodec.register(ground.vertx().eventBus());
      FetcherService service = new FetcherService(settings, ground, files, misfit);
      service.start();
      return service;
    } catch (StartFault | CompletionException e) {
      starting.close();
      throw Ground.faultOf(e);
    }
  }

  private void start() throws StartFault, InterruptedException {
    NodeFit fit = NodeFit.of(settings);
    for (ClusterMember coordinator : ground.members().coordinators()) {
      checkFit(coordinator, fit);
    }
    ground
        .members()
        .whenChanged(
            change -> {
              try {
                if (change.here() && change.member().facts().role() == Role.COORDINATOR) {
                  checkFit(change.member(), fit);
                }
              } catch (StartFault e) {
                misfit.accept(e);
              }
            });
    try {
      Await.on(fetchers.deploy());
      ground.vertx().setPeriodic(DIAGNOSE_MS, t -> diagnose());
      if (ground.members().coordinators().isEmpty()) {
        LOG.info(
            "waiting for a coordinator: serve --cluster, with this node in its --join or its"
                + " node in this one's");
      }
    } catch (Await.Fault e) {
      throw new StartFault("the fetchers cannot start: " + e.getMessage(), e.getCause());
    }
  }

  /** Says once for each coordinator why it does not answer. */
  private void diagnose() {
    for (ClusterMember coordinator : ground.members().coordinators()) {
      if (connection.hearsNothing() && !coordinator.id().equals(diagnosed)) {
        diagnosed = coordinator.id();
        ground
            .members()
            .dial(coordinator)
            .onSuccess(
                why -> {
                  if (!why.isEmpty()) {
                    LOG.warn("the coordinator {} is not reached: {}", coordinator.shown(), why);
                  }
                });
      }
    }
  }

  private static void checkFit(ClusterMember coordinator, NodeFit fit) throws StartFault {
    String fault = fit.fault(coordinator);
    if (fault != null) {
      throw new StartFault(fault);
    }
  }

  /** Reads the file of credentials again; where it cannot be used, those of before stay. Blocks. */
  public void reloadCredentials() {
    credentials.run();
  }

  /** Takes nothing new, ends what is under way within the grace, and leaves the cluster. */
  @Override
  public Future<Void> stop() {
    if (stopping.compareAndSet(false, true)) {
      LOG.info("nothing new is fetched; what is under way may end");
      fetchers
          .drain(settings.capacity().graceMs())
          .onFailure(e -> LOG.warn("ending what is under way: {}", e.toString()))
          // not composed: closing ends the contexts that would complete a composed future
          .onComplete(v -> ground.vertx().close().onComplete(closed -> stopped.tryComplete()));
    }
    return stopped.future();
  }

  @Override
  public boolean stopping() {
    return stopping.get();
  }

  @Override
  public long stopWithinMs() {
    return settings.capacity().graceMs() + CLOSING_MS;
  }
}
