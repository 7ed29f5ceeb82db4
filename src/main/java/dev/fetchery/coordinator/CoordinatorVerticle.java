package dev.fetchery.coordinator;

import static dev.fetchery.bus.BusRequests.consume;
import static dev.fetchery.bus.BusRequests.consumeLocally;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the jobs: bus in, decisions of {@code plan}, store, bus out. */
public final class CoordinatorVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorVerticle.class);
  private static final long PROGRESS_MS = 250;
  private static final long STATS_MS = 1_000;
  private static final long TIDY_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long FORGET_HOST_MS = TimeUnit.MINUTES.toMillis(15);
  private static final long SWEEP_MS = TimeUnit.HOURS.toMillis(1);

  private final JobStore store;
  private final CoordinatorOptions options;
  private final Clock clock;
  private final @Nullable Neighbours neighbours;
  private final Supplier<Future<Void>> beforeCommands;
  private final Promise<Void> ready = Promise.promise();

  public CoordinatorVerticle(JobStore store, CoordinatorOptions options, Clock clock) {
    this(store, options, clock, null, Future::succeededFuture);
  }

  /**
   * @param neighbours other processes whose fetchers may live on when their coordinator does not,
   *     and hold tasks then: those are handed out again only when they can publish no more. Null
   *     where there are none
   * @param beforeCommands done between the recovery of the jobs and the first command
   */
  public CoordinatorVerticle(
      JobStore store,
      CoordinatorOptions options,
      Clock clock,
      @Nullable Neighbours neighbours,
      Supplier<Future<Void>> beforeCommands) {
    this.store = store;
    this.options = options;
    this.clock = clock;
    this.neighbours = neighbours;
    this.beforeCommands = beforeCommands;
  }

  /** Completes when the jobs go on and commands are taken; deploying may complete before. */
  public Future<Void> ready() {
    return ready.future();
  }

  @Override
  public Future<?> start() {
    Surroundings around = Surroundings.of(vertx, context, clock);
    StoreCalls calls = new StoreCalls(store, around.loop());
    return calls
        .call(JobStore::beginEpoch)
        .compose(epoch -> begin(Coordinator.of(around, store, options, epoch), calls, epoch));
  }

  private Future<Void> begin(Coordinator coordinator, StoreCalls calls, long epoch) {
    startTimers(coordinator);
    if (neighbours == null) {
      listen(coordinator.fetchers(), epoch, hello -> Future.succeededFuture());
      return recover(coordinator);
    }
    TaskHolders holders = new TaskHolders(calls, neighbours);
    return holders
        .begin()
        .compose(
            read -> {
              listen(coordinator.fetchers(), epoch, holders::admit);
              vertx.setPeriodic(
                  Fetchers.TICK_MS, t -> holders.tick(coordinator.fetchers().welcome()));
              return await(holders, coordinator);
            });
  }

  /** Nothing is handed out while fetchers of the coordinator before may be at work. */
  private Future<Void> await(TaskHolders holders, Coordinator coordinator) {
    if (holders.waitedFor() == 0) {
      return recover(coordinator);
    }
    long mostMs = options.leases().lossMs();
    LOG.info(
        "jobs go on when {} fetchers of the coordinator before have given up their tasks, in {} s"
            + " at most",
        holders.waitedFor(),
        TimeUnit.MILLISECONDS.toSeconds(mostMs));
    long timer = vertx.setTimer(mostMs, t -> holders.waitNoMore());
    holders
        .whenFree()
        .onComplete(free -> vertx.cancelTimer(timer))
        .compose(v -> recover(coordinator))
        .onFailure(
            e -> {
              LOG.error("the jobs cannot go on", e);
              ready.tryFail(e);
            });
    return Future.succeededFuture();
  }

  /** Until it is done no command is taken. */
  private Future<Void> recover(Coordinator coordinator) {
    CommandHandler commands = coordinator.commands();
    return coordinator
        .recovery()
        .run()
        .compose(v -> beforeCommands.get())
        .onSuccess(
            v -> {
              consumeLocally(
                  vertx.eventBus(),
                  Addresses.COMMANDS,
                  Command.class,
                  (command, message) -> carryOut(commands, command, message));
              commands.sweep();
              ready.tryComplete();
            });
  }

  private void listen(Fetchers fetchers, long epoch, Function<Hello, Future<Void>> admit) {
    EventBus bus = vertx.eventBus();
    consume(
        bus,
        Addresses.coordinator(epoch),
        Report.class,
        (report, message) -> fetchers.report(report, answer -> answer(message, answer)));
    consume(
        bus,
        Addresses.COORDINATOR,
        Hello.class,
        (hello, message) -> {
          FetcherMessage answer = fetchers.hello(hello);
          Future<Void> admitted =
              answer instanceof Welcome ? admit.apply(hello) : Future.succeededFuture();
          // Where that cannot be stored now, the fetcher asks again.
          admitted.onSuccess(v -> answer(message, answer));
        });
  }

  private static void carryOut(
      CommandHandler commands, Command command, Message<BusMessage> message) {
    commands
        .carryOut(command)
        .otherwise(CoordinatorVerticle::internalError)
        .onSuccess(answer -> answer(message, answer));
  }

  /**
   * Answers a request. Where the connection to the one who asked breaks just then, the answer is
   * lost, as any other that was under way; the bus may throw then, and what else is to be answered
   * must not suffer from it.
   */
  private static void answer(Message<BusMessage> request, BusMessage answer) {
    try {
      request.reply(answer);
    } catch (IllegalStateException e) {
      LOG.debug("an answer to {} is lost", request.address(), e);
    }
  }

  private static Answer internalError(Throwable cause) {
    LOG.error("a command failed", cause);
    return new Answer.Refused(500, "an internal error");
  }

  private void startTimers(Coordinator coordinator) {
    vertx.setPeriodic(Fetchers.TICK_MS, t -> coordinator.tick());
    vertx.setPeriodic(PROGRESS_MS, t -> coordinator.stats().announceProgress());
    vertx.setPeriodic(STATS_MS, t -> coordinator.stats().announceStats());
    vertx.setPeriodic(TIDY_MS, t -> coordinator.tidy(FORGET_HOST_MS));
    vertx.setPeriodic(SWEEP_MS, t -> coordinator.commands().sweep());
  }
}
