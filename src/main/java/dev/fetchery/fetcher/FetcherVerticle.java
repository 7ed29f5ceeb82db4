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
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks for the coordinator: one request each, and what becomes of its body. It knows jobs by
 * their ids alone, as keys of byte rates and in the names of parts, and talks by messages. One is
 * deployed for each event loop.
 */
public final class FetcherVerticle extends VerticleBase {
  private final FetcherOptions options;
  private final Clock clock;

  /** What runs; null until the files are open. */
  private @Nullable Parts parts;

  private record Parts(FetcherContext context, RunningTasks tasks) {}

  /** A fetcher by the platform's clock. */
  public FetcherVerticle(FetcherOptions options) {
    this(options, Clock.system());
  }

  /** A fetcher whose lease, rates and progress go by {@code clock}. */
  public FetcherVerticle(FetcherOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  /** Fails where the files cannot be opened. */
  @Override
  public Future<?> start() {
    CoordinatorLink link =
        new CoordinatorLink(new BusPort(vertx), clock, options.node(), options.client().capacity());
    return options
        .files()
        .open(context, link, options.fullDurability(), clock)
        .map(files -> begin(files, link));
  }

  private Parts begin(FileStore files, CoordinatorLink link) {
    BodyMemory memory = new BodyMemory(options.memory(), options.memoryBytes());
    FetcherContext context =
        new FetcherContext(
            new HttpFetch(vertx, options.client(), clock, memory),
            files,
            link,
            memory,
            new ByteRateLimiter(clock));
    Parts begun = new Parts(context, new RunningTasks(context, clock));
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
