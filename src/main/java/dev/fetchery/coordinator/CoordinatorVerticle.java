package dev.fetchery.coordinator;

import static dev.fetchery.bus.BusRequests.consume;
import static dev.fetchery.bus.BusRequests.consumeLocally;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.TimeUnit;
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

  /** Before it the store had no coordinator. */
  private static final long FIRST_EPOCH = 1;

  private final JobStore store;
  private final CoordinatorOptions options;
  private final Clock clock;
  private final boolean outlived;

  public CoordinatorVerticle(JobStore store, CoordinatorOptions options, Clock clock) {
    this(store, options, clock, false);
  }

  /**
   * @param outlived whether fetchers may live on when their coordinator does not: what one of them
   *     holds is handed out again only when it can publish no more
   */
  public CoordinatorVerticle(
      JobStore store, CoordinatorOptions options, Clock clock, boolean outlived) {
    this.store = store;
    this.options = options;
    this.clock = clock;
    this.outlived = outlived;
  }

  @Override
  public Future<?> start() {
    Surroundings around = Surroundings.of(vertx, context, clock);
    return new StoreCalls(store, around.loop())
        .call(JobStore::beginEpoch)
        .compose(epoch -> begin(Coordinator.of(around, store, options, epoch), epoch));
  }

  private Future<Void> begin(Coordinator coordinator, long epoch) {
    listen(coordinator.fetchers(), epoch);
    startTimers(coordinator);
    if (!outlived || epoch == FIRST_EPOCH) {
      return recover(coordinator);
    }
    long waitMs = options.leases().lossMs();
    LOG.info(
        "jobs go on in {} s: fetchers of the coordinator before may be at work until then",
        TimeUnit.MILLISECONDS.toSeconds(waitMs));
    vertx
        .timer(waitMs)
        .compose(v -> recover(coordinator))
        .onFailure(e -> LOG.error("the jobs cannot go on", e));
    return Future.succeededFuture();
  }

  /** Until it is done no command is taken. */
  private Future<Void> recover(Coordinator coordinator) {
    CommandHandler commands = coordinator.commands();
    return coordinator
        .jobs()
        .recover()
        .onSuccess(
            v -> {
              consumeLocally(
                  vertx.eventBus(),
                  Addresses.COMMANDS,
                  Command.class,
                  (command, message) -> carryOut(commands, command, message));
              commands.sweep();
            });
  }

  private void listen(Fetchers fetchers, long epoch) {
    EventBus bus = vertx.eventBus();
    consume(
        bus,
        Addresses.coordinator(epoch),
        Report.class,
        (report, message) -> fetchers.report(report, message::reply));
    consume(
        bus,
        Addresses.COORDINATOR,
        Hello.class,
        (hello, message) -> message.reply(fetchers.hello(hello)));
  }

  private static void carryOut(
      CommandHandler commands, Command command, Message<BusMessage> message) {
    commands
        .carryOut(command)
        .otherwise(CoordinatorVerticle::internalError)
        .onSuccess(message::reply);
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
