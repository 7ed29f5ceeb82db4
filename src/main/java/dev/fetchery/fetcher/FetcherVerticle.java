package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.BusRequests;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.client.HttpFetch;
import dev.fetchery.context.Clock;
import dev.fetchery.fetcher.file.DiskFault;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.flow.BodyMemory;
import dev.fetchery.fetcher.flow.ByteRateLimiter;
import dev.fetchery.fetcher.segment.HostRests;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks for the coordinator: one request each, and what becomes of its body. It knows jobs by
 * their ids alone, as keys of byte rates and in the names of parts, and talks by messages. One is
 * deployed for each event loop.
 */
public final class FetcherVerticle extends VerticleBase {
  /** For what is being published when the grace is over. */
  private static final long LET_GO_MS = 5_000;

  private final FetcherOptions options;
  private final Clock clock;

  private final SessionWatch watch;
  private final Clock leaseClock;

  /** What runs; null until the files are open. */
  private @Nullable Parts parts;

  private record Parts(FetcherContext context, RunningTasks tasks, BusPort port) {}

  /** A fetcher by the platform's clock. */
  public FetcherVerticle(FetcherOptions options) {
    this(options, Clock.system());
  }

  /**
   * A fetcher by the platform's clock.
   *
   * @param watch hears how it gets on with the coordinator
   * @param leaseClock by which its session ends: where the coordinator is on another machine, one
   *     that goes on while this machine sleeps
   */
  public FetcherVerticle(FetcherOptions options, SessionWatch watch, Clock leaseClock) {
    this(options, Clock.system(), watch, leaseClock);
  }

  /** A fetcher whose lease, rates and progress go by {@code clock}. */
  public FetcherVerticle(FetcherOptions options, Clock clock) {
    this(options, clock, SessionWatch.NONE, clock);
  }

  private FetcherVerticle(
      FetcherOptions options, Clock clock, SessionWatch watch, Clock leaseClock) {
    this.options = options;
    this.clock = clock;
    this.watch = watch;
    this.leaseClock = leaseClock;
  }

  /** Fails where the files cannot be opened. */
  @Override
  public Future<?> start() {
    BusPort port = new BusPort(vertx);
    CoordinatorLink link =
        new CoordinatorLink(port, leaseClock, options.node(), options.client().capacity(), watch);
    return options
        .files()
        .open(context, link.lease(), options.fullDurability(), clock)
        .map(files -> begin(files, link, port));
  }

  private Parts begin(FileStore files, CoordinatorLink link, BusPort port) {
    BodyMemory memory = new BodyMemory(options.memory(), options.memoryBytes());
    FetcherContext context =
        new FetcherContext(
            new HttpFetch(vertx, options.client(), clock, memory),
            files,
            link,
            memory,
            new ByteRateLimiter(clock),
            new HostRests(clock, link.reports()::refused));
    Parts begun = new Parts(context, new RunningTasks(context, clock), port);
    parts = begun;
    BusRequests.consumeLocally(
        vertx.eventBus(),
        Addresses.FILES,
        FileRequest.class,
        (request, message) -> serve(files, request, message));
    vertx.setPeriodic(CoordinatorLink.TICK_MS, timer -> tick(context));
    link.begin(begun.tasks);
    return begun;
  }

  /**
   * Takes nothing new, gives what is under way so long to end, offers what can be continued of the
   * rest to others, and says goodbye. For any thread.
   *
   * @param graceMs in milliseconds
   * @return completes, on the fetcher's event loop, when the coordinator knows, or cannot be told
   */
  public Future<Void> drain(long graceMs) {
    Promise<Void> drained = Promise.promise();
    context.runOnContext(v -> drainHere(graceMs).onComplete(drained));
    return drained.future();
  }

  private Future<Void> drainHere(long graceMs) {
    if (parts == null) {
      return Future.succeededFuture();
    }
    RunningTasks tasks = parts.tasks;
    CoordinatorLink link = parts.context.link();
    link.wantNoMore();
    return within(graceMs, tasks.whenIdle())
        .compose(
            v -> {
              tasks.stopAll();
              return within(LET_GO_MS, tasks.whenIdle());
            })
        .compose(v -> link.leave());
  }

  private Future<Void> within(long mostMs, Future<Void> wanted) {
    return Future.any(wanted, vertx.timer(Math.max(1, mostMs))).mapEmpty();
  }

  /** A node of the cluster has gone: whether it was the coordinator's shows. For any thread. */
  public void nodeGone() {
    context.runOnContext(
        v -> {
          if (parts != null) {
            parts.port.giveUp();
          }
        });
  }

  /** Cuts every request and lets the disk finish what it has begun; what can be continued stays. */
  @Override
  public Future<?> stop() {
    if (parts == null) {
      return Future.succeededFuture();
    }
    parts.context.link().close();
    CoordinatorLink link = parts.context.link();
    Future<Void> stopped = parts.tasks.stop().onComplete(done -> link.leave());
    parts.context.fetch().close();
    return stopped;
  }

  private static void tick(FetcherContext context) {
    context.link().tick();
    if (!context.limiter().isIdle()) {
      context.limiter().tick();
    }
  }

  private static void serve(FileStore files, FileRequest request, Message<BusMessage> message) {
    files
        .answer(request)
        .otherwise(e -> new FileAnswer.Failed(String.valueOf(DiskFault.cause(e).getMessage())))
        .onSuccess(message::reply);
  }
}
