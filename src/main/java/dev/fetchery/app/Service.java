package dev.fetchery.app;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.http.OwnerKey;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole service in one process: {@link #open} checks the machine and opens the store, {@link
 * #start} deploys the verticles, {@link #stop} ends everything in order. Opening and starting
 * block.
 */
public final class Service implements Stoppable {
  /** Time that active requests get to finish when the service stops, as when a job is paused. */
  public static final long GRACE_MS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final long BEYOND_GRACE_MS = 10_000;

  /** For storing results, and what else is closed. */
  private static final long CLOSING_MS = 15_000;

  private final Settings settings;
  private final Vertx vertx;
  private final StoreAccess access;
  private final CredentialReload credentials;
  private final Clock clock = Clock.system();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();
  private final Deployment deployment;

  /**
   * @param held the port that the interface is to listen on, where it was chosen before; or null
   */
  Service(
      Settings settings,
      boolean listens,
      Ground ground,
      StoreAccess access,
      FileAccess files,
      @Nullable PortHold held) {
    this.settings = settings;
    this.vertx = ground.vertx();
    this.access = access;
    this.credentials = new CredentialReload(vertx, settings.outbound().credentials());
    this.deployment =
        new Deployment(settings, listens, ground, access, files, credentials.store(), held, clock);
  }

  /**
   * Checks the machine and opens the store; nothing runs yet.
   *
   * @param listens whether the service will serve HTTP
   */
  public static Service open(Settings settings, boolean listens)
      throws StartFault, InterruptedException {
    return open(settings, listens, true);
  }

  /**
   * As {@link #open(Settings, boolean)}.
   *
   * @param apart false where the data directory may lie inside the downloads directory: only for
   *     jobs that overwrite nothing
   */
  public static Service open(Settings settings, boolean listens, boolean apart)
      throws StartFault, InterruptedException {
    return ServiceOpening.open(settings, listens, apart);
  }

  /** Options of every Vert.x of the program; it writes nothing to the temporary directory. */
  public static VertxOptions vertxOptions() {
    return Ground.options();
  }

  /**
   * Replaces the sample jobs that the dashboard offers. Call it before {@link #start}.
   *
   * @param presets job documents by name
   */
  public void offer(Map<String, String> presets) {
    deployment.offer(presets);
  }

  /** Lets in requests that carry this key. Call it before {@link #start}. */
  public void admit(OwnerKey key) {
    deployment.admit(key);
  }

  /**
   * Starts the jobs, and listens if it was opened to. Stops everything again if that fails.
   *
   * @param onlyJob the one unfinished job to continue, "" for none, or null for all
   */
  public void start(@Nullable String onlyJob) throws StartFault, InterruptedException {
    try {
      Await.on(deployment.begin(onlyJob));
    } catch (Await.Fault e) {
      stopAndWait();
      throw startFault(e.getCause());
    }
  }

  private StartFault startFault(Throwable cause) {
    if (cause instanceof BindException) {
      return Preflight.portTaken(settings.listen(), cause);
    }
    return cause instanceof StoreException
        ? new StartFault(cause.getMessage(), cause)
        : new StartFault("the service cannot start: " + cause.getMessage(), cause);
  }

  /** Reads the file of credentials again; where it cannot be used, those of before stay. Blocks. */
  public void reloadCredentials() {
    credentials.run();
  }

  public Vertx vertx() {
    return vertx;
  }

  public JobReads store() {
    return access.reads();
  }

  public Settings settings() {
    return settings;
  }

  /** The clock of every part of the service. */
  public Clock clock() {
    return clock;
  }

  /** The URL it listens on, once started. */
  public String address() {
    return deployment.address();
  }

  /** Asks the coordinator; the future fails if it refuses. */
  public <T extends Answer> Future<T> ask(Command command, Class<T> answer) {
    return new CoordinatorClient(vertx).ask(command, answer, GRACE_MS + BEYOND_GRACE_MS);
  }

  /**
   * Ends the feeds, gives active requests {@link #GRACE_MS}, stores their results and closes. A
   * second call returns the future of the first. It never fails: errors are logged.
   */
  @Override
  public Future<Void> stop() {
    if (stopping.compareAndSet(false, true)) {
      logged("ending the interface", deployment.endHttp())
          .compose(
              v -> logged("draining active requests", deployment.drain(GRACE_MS, BEYOND_GRACE_MS)))
          .compose(v -> logged("closing the store", closeStore()))
          // not composed: closing ends the contexts that would complete a composed future
          .onComplete(v -> vertx.close().onComplete(closed -> stopped.tryComplete()));
    }
    return stopped.future();
  }

  @Override
  public long stopWithinMs() {
    return GRACE_MS + CLOSING_MS;
  }

  /** Whether {@link #stop} was called; from then on the coordinator may not answer. */
  @Override
  public boolean stopping() {
    return stopping.get();
  }

  /**
   * Blocks for ever if the service is stopping: a signal ends the process then, and the failure of
   * a request to the stopped coordinator is not an error to report.
   */
  public void blockIfStopping() throws InterruptedException {
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

  private Future<Void> closeStore() {
    return vertx.executeBlocking(
        () -> {
          access.close();
          return null;
        },
        false);
  }

  /** A step of stopping; its failure is logged and does not prevent the next step. */
  private static Future<Void> logged(String step, Future<Void> future) {
    return future.recover(
        fault -> {
          LOG.warn("{}: {}", step, fault.toString());
          return Future.succeededFuture();
        });
  }
}
