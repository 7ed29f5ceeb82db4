package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Blocking;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.log.ProblemLog;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.slf4j.LoggerFactory;

/** What every part of the coordinator works with; everything on the coordinator's own context. */
final class Desk {
  /** Hashing 500 large files takes its time. */
  private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(3_600_000);

  private static final long FETCHERS_COME_WITHIN_MS = 5_000;
  private static final long LOOK_AGAIN_MS = 50;

  final Vertx vertx;
  final Context context;
  final JobStore store;
  final CoordinatorOptions options;
  final Dispatcher<Fetch> dispatcher;
  final Fetchers fetchers;
  final Map<String, JobRunner> runners = new LinkedHashMap<>();
  final HostFailures troubles;
  final ServiceStatsCollector vitals = new ServiceStatsCollector();

  /** What goes wrong with items: a line for each distinct problem, not for each item. */
  final ProblemLog problems = new ProblemLog(LoggerFactory.getLogger("dev.fetchery.items"));

  /** Outcomes taken that are not stored yet: beyond a bound nothing new is handed out. */
  int uncommitted;

  private final long startedAtMs = System.currentTimeMillis();
  private final long startedAtNanos = System.nanoTime();
  private boolean pumping;
  private Runnable pump = () -> {};

  Desk(Vertx vertx, Context context, JobStore store, CoordinatorOptions options) {
    this.vertx = vertx;
    this.context = context;
    this.store = store;
    this.options = options;
    this.dispatcher = new Dispatcher<>(options.concurrency());
    this.fetchers = new Fetchers(this);
    this.troubles = new HostFailures(this, runners);
  }

  /**
   * For whatever waits or is measured: epoch milliseconds at the start, and from there by a clock
   * that is never set, so that a corrected clock neither prolongs a wait nor cuts it short.
   */
  long nowMs() {
    return startedAtMs + (System.nanoTime() - startedAtNanos) / 1_000_000;
  }

  /** For whatever is shown or compared with a date that somebody sent. */
  Instant now() {
    return Instant.ofEpochMilli(System.currentTimeMillis());
  }

  /**
   * A store's answer, delivered on the coordinator's context. Always by its queue, also where the
   * answer is there already: answers come in the order of the commits, and an event's number must
   * not overtake the one before it.
   */
  <T> Future<T> on(CompletionStage<T> stage) {
    Promise<T> answer = Promise.promise();
    stage.whenComplete(
        (value, e) ->
            context.runOnContext(
                v -> {
                  if (e == null) {
                    answer.complete(value);
                  } else {
                    answer.fail(e);
                  }
                }));
    return answer.future();
  }

  /** Work that may block. */
  <T> Future<T> off(Callable<T> work) {
    return Blocking.run(context, work);
  }

  void announce(CoordinatorEvent news) {
    vertx.eventBus().publish(Addresses.NEWS, news);
  }

  /** Work on the downloads directory, by whichever fetcher; the first may be still to come. */
  <T extends FileAnswer> Future<T> files(FileRequest request, Class<T> answer) {
    return files(request, answer, nowMs() + FETCHERS_COME_WITHIN_MS);
  }

  private <T extends FileAnswer> Future<T> files(
      FileRequest request, Class<T> answer, long untilMs) {
    return vertx
        .eventBus()
        .<FileAnswer>request(Addresses.FILES, request, PATIENT)
        .map(message -> message.body())
        .compose(
            body ->
                body instanceof FileAnswer.Failed failed
                    ? Future.failedFuture(failed.detail())
                    : Future.succeededFuture(answer.cast(body)))
        .recover(
            e ->
                nobody(e) && nowMs() < untilMs
                    ? vertx.timer(LOOK_AGAIN_MS).compose(t -> files(request, answer, untilMs))
                    : Future.failedFuture(e));
  }

  private static boolean nobody(Throwable e) {
    return e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
  }

  void onPump(Runnable action) {
    pump = action;
  }

  /** Something may be startable: looks once, after whatever is being handled now. */
  void pump() {
    if (!pumping) {
      pumping = true;
      context.runOnContext(
          v -> {
            pumping = false;
            pump.run();
          });
    }
  }
}
