package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.client.HttpFetch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs tasks for whoever coordinates: one request each, and what becomes of its body. Knows no
 * jobs, and talks by messages alone, so that it may as well be in another process. One is deployed
 * for each event loop.
 */
public final class FetcherVerticle extends VerticleBase {
  /** Bodies in memory, all tasks together. */
  private static final long BODY_BYTES = 32L << 20;

  /** Tasks shorter than this tell nothing of their progress. */
  private static final long LONG_NANOS = 200_000_000L;

  private final FetcherOptions options;
  private final Map<Long, Running> running = new HashMap<>();
  private final ByteRateLimiter meter = new ByteRateLimiter();

  /** Parts that stay linked beside what was published, by task, until that is stored. */
  private final Map<Long, String> unsettled = new HashMap<>();

  private List<Long> settled = new ArrayList<>();
  private boolean cleaning;
  private HttpFetch fetch;
  private PublishQueue disk;
  private CoordinatorLink session;
  private FetcherContext tools;
  private boolean stopped;

  private record Running(TaskRun run, long startedNanos) {}

  public FetcherVerticle(FetcherOptions options) {
    this.options = options;
  }

  /** Fails where the downloads directory cannot be made or is none. */
  @Override
  public Future<?> start() {
    return context.executeBlocking(() -> new DownloadRoot(options.downloadsDir())).map(this::begin);
  }

  private Void begin(DownloadRoot downloads) {
    session = new CoordinatorLink(vertx, options.client().capacity(), new SessionWork());
    Publisher publisher =
        new Publisher(downloads, options.fullDurability(), () -> session.mayPublish());
    disk =
        new PublishQueue(
            context, downloads, publisher, () -> session.mayRemove(), options.fullDurability());
    fetch = new HttpFetch(vertx, options.client());
    MemoryBudget budget = new MemoryBudget(BODY_BYTES);
    tools = new FetcherContext(fetch, disk, session, budget, meter, options.fullDurability());
    FileRequestHandler files = new FileRequestHandler(downloads);
    vertx
        .eventBus()
        .<FileRequest>consumer(Addresses.FILES)
        .handler(message -> serve(files, message));
    vertx.setPeriodic(CoordinatorLink.TICK_MS, timer -> tick());
    session.begin();
    return null;
  }

  /** Cuts every request and lets the disk finish what it has begun; what is kept stays. */
  @Override
  public Future<?> stop() {
    stopped = true;
    session.close();
    List<Future<Void>> closing = new ArrayList<>();
    running.values().forEach(one -> closing.add(one.run.drop()));
    running.clear();
    fetch.close();
    return Future.join(closing).otherwiseEmpty();
  }

  private void tick() {
    long now = System.nanoTime();
    session.tick(now);
    if (!meter.isIdle()) {
      meter.tick(now);
    }
  }

  private void serve(FileRequestHandler files, Message<FileRequest> message) {
    disk.work(() -> files.answer(message.body()))
        .otherwise(e -> new FileAnswer.Failed(String.valueOf(e.getMessage())))
        .onSuccess(message::reply);
  }

  private void start(Task task) {
    TaskRun run = new TaskRun(task, tools, this::over);
    running.put(task.id(), new Running(run, System.nanoTime()));
    run.start();
  }

  private void over(TaskRun run, Outcome outcome) {
    long id = run.task().id();
    running.remove(id);
    if (outcome instanceof Outcome.Saved) {
      unsettled.put(id, run.partPath());
    }
    session.result(id, outcome);
  }

  private void settle() {
    if (cleaning || settled.isEmpty()) {
      return;
    }
    cleaning = true;
    List<Long> tasks = settled;
    settled = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (long task : tasks) {
      String part = unsettled.remove(task);
      if (part != null) {
        parts.add(part);
      }
    }
    disk.remove(parts)
        .onComplete(
            done -> {
              cleaning = false;
              session.cleaned(tasks);
              settle();
            });
  }

  private final class SessionWork implements CoordinatorLink.Work {
    @Override
    public int free() {
      int waiting = 0;
      for (Running one : running.values()) {
        waiting += one.run.isBodyWhole() ? 1 : 0;
      }
      return Math.max(0, options.client().capacity() - (running.size() - waiting));
    }

    @Override
    public Map<Long, Long> receivedBytes() {
      Map<Long, Long> received = new HashMap<>();
      long now = System.nanoTime();
      running.forEach(
          (id, one) -> {
            if (now - one.startedNanos > LONG_NANOS && one.run.received() > 0) {
              received.put(id, one.run.received());
            }
          });
      return received;
    }

    @Override
    public void orders(Assignment orders) {
      meter.set(orders.rates(), System.nanoTime());
      orders.names().forEach(named -> withRun(named.task(), run -> run.named(named)));
      orders.stops().forEach(stop -> withRun(stop.task(), run -> run.stop(stop.keepPart())));
      settled.addAll(orders.settled());
      settle();
      orders.tasks().forEach(FetcherVerticle.this::start);
    }

    @Override
    public void drop() {
      List<Running> held = List.copyOf(running.values());
      running.clear();
      settled.clear();
      // The parts beside what was published stay: they are the proof that somebody will look for.
      unsettled.clear();
      meter.clear();
      if (!stopped) {
        held.forEach(one -> one.run.leave());
      }
    }
  }

  private void withRun(long task, java.util.function.Consumer<TaskRun> what) {
    Running one = running.get(task);
    if (one != null) {
      what.accept(one.run);
    }
  }
}
