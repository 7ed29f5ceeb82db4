package dev.fetchery.coordinator;

import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.coordinator.attempt.HostFailures;
import dev.fetchery.coordinator.discovery.FetchedBodies;
import dev.fetchery.coordinator.item.ItemEnvironment;
import dev.fetchery.coordinator.item.OutcomeBacklog;
import dev.fetchery.coordinator.job.JobOptions;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.lease.CoordinatorRun;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.log.ProblemLog;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.StallDetector;
import dev.fetchery.store.JobStore;
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

  /**
   * @param epoch of this start
   */
  static Coordinator of(
      Surroundings around, JobStore jobStore, CoordinatorOptions options, long epoch) {
    SteadyClock clock = new SteadyClock(around.clock());
    StoreCalls store = new StoreCalls(jobStore, around.loop());
    Wakeup wakeup = new Wakeup(around.loop());
    Dispatcher<Fetch> dispatcher = new Dispatcher<>(options.concurrency());
    Fetchers fetchers = fetchers(around, dispatcher, clock, wakeup, options, epoch);
    RunningJobs running = new RunningJobs();
    // What goes wrong with items: a line for each distinct problem, not for each item.
    ProblemLog problems =
        new ProblemLog(LoggerFactory.getLogger("dev.fetchery.items"), around.clock());
    AttemptCounter counter = new AttemptCounter();
    OutcomeBacklog backlog = new OutcomeBacklog();
    JobOptions jobOptions = options.jobs();
    ItemEnvironment items =
        new ItemEnvironment(
            around.files(),
            around.timers(),
            wakeup,
            clock,
            counter,
            problems,
            backlog,
            fetchers::settle,
            () -> fetchers.waitingForNames() < dispatcher.concurrency(),
            fetchers::capacity,
            new FetchedBodies(jobOptions.memory(), around.worker(), jobOptions.workDir()),
            jobOptions.files(),
            jobOptions.caps());
    JobServices services =
        new JobServices(
            clock,
            around.timers(),
            wakeup,
            around.worker(),
            store,
            around.announcer(),
            dispatcher,
            fetchers,
            new FetchQueue(dispatcher, clock, wakeup),
            new HostFailures(dispatcher, clock, around.loop(), running::events),
            items,
            around.random(),
            jobOptions);
    StartLoop starts = new StartLoop(around.timers(), dispatcher, fetchers, store, backlog, clock);
    wakeup.handler(starts::run);
    int most =
        options.concurrency() == CoordinatorOptions.AS_FETCHERS_TAKE
            ? Integer.MAX_VALUE
            : options.concurrency();
    StallDetector stalls = new StallDetector();
    JobQueue jobs = new JobQueue(services, running, options, new Drain(around.timers(), running));
    return new Coordinator(
        clock,
        dispatcher,
        fetchers,
        wakeup,
        problems,
        jobs,
        new CommandHandler(services, running, jobs, options),
        new ServiceStatsCollector(
            services, running, counter, backlog, stalls, () -> starts.startableByMore(most)),
        starts,
        stalls);
  }

  private static Fetchers fetchers(
      Surroundings around,
      Dispatcher<Fetch> dispatcher,
      SteadyClock clock,
      Wakeup wakeup,
      CoordinatorOptions options,
      long epoch) {
    CoordinatorRun run = new CoordinatorRun(epoch, around.node());
    Fetchers fetchers =
        new Fetchers(dispatcher, around.files(), clock, wakeup, run, options.leases());
    if (options.concurrency() == CoordinatorOptions.AS_FETCHERS_TAKE) {
      fetchers.whenCapacityChanges(() -> dispatcher.concurrency(fetchers.capacity()));
    }
    return fetchers;
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
