package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.coordinator.attempt.HostFailures;
import dev.fetchery.coordinator.discovery.FetchedBodies;
import dev.fetchery.coordinator.item.ItemEnvironment;
import dev.fetchery.coordinator.item.OutcomeBacklog;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.Announcer;
import dev.fetchery.coordinator.port.BusFileService;
import dev.fetchery.coordinator.port.ContextWorker;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.log.ProblemLog;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.StallDetector;
import dev.fetchery.store.JobStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/** The coordinator's parts, joined. */
record Coordinator(
    SteadyClock clock,
    Dispatcher<Fetch> dispatcher,
    Fetchers fetchers,
    Wakeup wakeup,
    ProblemLog problems,
    JobQueue jobs,
    CommandHandler commands,
    ServiceStatsCollector stats,
    StartLoop starts,
    StallDetector stalls) {

  static Coordinator of(
      Vertx vertx,
      Context context,
      JobStore jobStore,
      CoordinatorOptions options,
      Clock systemClock) {
    SteadyClock clock = new SteadyClock(systemClock);
    Executor loop = action -> context.runOnContext(v -> action.run());
    Timers timers = (delayMs, action) -> vertx.setTimer(delayMs, t -> action.run());
    StoreCalls store = new StoreCalls(jobStore, loop);
    FileService files = new BusFileService(vertx, clock);
    Announcer announcer = event -> vertx.eventBus().publish(Addresses.NEWS, event);
    Wakeup wakeup = new Wakeup(loop);
    Dispatcher<Fetch> dispatcher = new Dispatcher<>(options.concurrency());
    Fetchers fetchers =
        new Fetchers(
            (fetcher, message) -> vertx.eventBus().send(Addresses.fetcher(fetcher), message),
            dispatcher,
            files,
            clock,
            wakeup,
            options.leases());
    RunningJobs running = new RunningJobs();
    // What goes wrong with items: a line for each distinct problem, not for each item.
    ProblemLog problems =
        new ProblemLog(LoggerFactory.getLogger("dev.fetchery.items"), systemClock);
    Worker worker = new ContextWorker(context);
    AttemptCounter counter = new AttemptCounter();
    OutcomeBacklog backlog = new OutcomeBacklog();
    ItemEnvironment items =
        new ItemEnvironment(
            files,
            timers,
            wakeup,
            clock,
            counter,
            problems,
            backlog,
            fetchers::settle,
            () -> fetchers.waitingForNames() < options.concurrency(),
            new FetchedBodies(options.jobs().memory(), worker, options.jobs().downloadsDir()),
            options.jobs().downloadsDir(),
            options.jobs().caps());
    JobServices services =
        new JobServices(
            clock,
            timers,
            wakeup,
            worker,
            store,
            announcer,
            dispatcher,
            fetchers,
            new FetchQueue(dispatcher, clock, wakeup),
            new HostFailures(dispatcher, clock, loop, running::events),
            items,
            options.jobs());
    StartLoop starts = new StartLoop(vertx, dispatcher, fetchers, store, backlog, clock);
    wakeup.handler(starts::run);
    StallDetector stalls = new StallDetector();
    JobQueue jobs = new JobQueue(services, running, options, new Drain(vertx, running));
    return new Coordinator(
        clock,
        dispatcher,
        fetchers,
        wakeup,
        problems,
        jobs,
        new CommandHandler(services, running, jobs, options),
        new ServiceStatsCollector(services, running, counter, backlog, stalls),
        starts,
        stalls);
  }

  /** Ends the sessions of lost fetchers, and looks what may start. */
  void tick() {
    fetchers.tick();
    // Before it is looked what may start: what the last look left could have started since.
    stalls.look(starts.couldStart(), dispatcher.moves(), clock.nanoTime() / 1_000_000);
    wakeup.wake();
  }

  /** Tells the last problems of a burst, and forgets hosts that are not asked for any more. */
  void tidy(long forgetHostMs) {
    problems.sweep();
    dispatcher.tidy(clock.nowMs(), forgetHostMs);
  }
}
