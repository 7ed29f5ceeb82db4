package dev.fetchery.coordinator;

import dev.fetchery.coordinator.attempt.AttemptCounter;
import dev.fetchery.coordinator.attempt.HostFailures;
import dev.fetchery.coordinator.discovery.FetchedBodies;
import dev.fetchery.coordinator.item.ItemEnvironment;
import dev.fetchery.coordinator.item.ItemNotes;
import dev.fetchery.coordinator.item.OutcomeBacklog;
import dev.fetchery.coordinator.job.JobOptions;
import dev.fetchery.coordinator.job.JobServices;
import dev.fetchery.coordinator.job.RunningJobs;
import dev.fetchery.coordinator.lease.CoordinatorRun;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.EventLoop;
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
    EventLoop loop,
    Dispatcher<Fetch> dispatcher,
    Fetchers fetchers,
    ProblemLog problems,
    JobRecovery recovery,
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
    ItemNotes notes = new ItemNotes(new AttemptCounter(), problems, new OutcomeBacklog());
    EventLoop loop = new EventLoop(clock, around.timers(), wakeup, around.worker());
    JobOptions jobOptions = options.jobs();
    JobServices services =
        new JobServices(
            loop,
            store,
            around.announcer(),
            dispatcher,
            fetchers,
            new FetchQueue(dispatcher, clock, wakeup),
            new HostFailures(dispatcher, fetchers::rest, clock, around.loop(), running::events),
            items(around, dispatcher, fetchers, loop, notes, jobOptions),
            around.random(),
            jobOptions);
    StartLoop starts = new StartLoop(loop, dispatcher, fetchers, store, notes.backlog());
    wakeup.handler(starts::run);
    int most =
        options.concurrency() == CoordinatorOptions.AS_FETCHERS_TAKE
            ? Integer.MAX_VALUE
            : options.concurrency();
    StallDetector stalls = new StallDetector();
    PostedLists lists = new PostedLists(store, around.worker(), jobOptions.dataDir());
    JobQueue jobs =
        new JobQueue(services, running, options, new Drain(around.timers(), running), lists);
    return new Coordinator(
        loop,
        dispatcher,
        fetchers,
        problems,
        new JobRecovery(services, running, jobs, options.onlyJob()),
        new CommandHandler(services, running, jobs, lists, options.keepFinishedDays()),
        new ServiceStatsCollector(
            services, running, notes, stalls, () -> starts.startableByMore(most)),
        starts,
        stalls);
  }

  private static ItemEnvironment items(
      Surroundings around,
      Dispatcher<Fetch> dispatcher,
      Fetchers fetchers,
      EventLoop loop,
      ItemNotes notes,
      JobOptions options) {
    return new ItemEnvironment(
        loop,
        around.files(),
        notes,
        fetchers::settle,
        () -> fetchers.waitingForNames() < dispatcher.concurrency(),
        fetchers::capacity,
        new FetchedBodies(options.memory(), loop.worker(), options.workDir()),
        options.files(),
        options.caps());
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
    stalls.look(starts.couldStart(), dispatcher.moves(), loop.clock().nanoTime() / 1_000_000);
    loop.wakeup().wake();
  }

  /** Tells the last problems of a burst, and forgets hosts that are not asked for any more. */
  void tidy(long forgetHostMs) {
    problems.sweep();
    dispatcher.tidy(loop.clock().nowMs(), forgetHostMs);
  }
}
