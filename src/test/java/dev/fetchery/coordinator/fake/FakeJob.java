package dev.fetchery.coordinator.fake;

import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.context.ManualClock;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.FetchSupport;
import dev.fetchery.coordinator.attempt.HostFailures;
import dev.fetchery.coordinator.attempt.JobCookies;
import dev.fetchery.coordinator.attempt.TaskFactory;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.lease.PendingAssignment;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobSpec;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A job that notes what is reported to it, and has no store and no fetchers. */
public final class FakeJob implements JobEvents, JobInfo {
  public static final String ID = "JOB";

  public final ManualClock manualClock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  public final SteadyClock clock = new SteadyClock(manualClock);
  public final Dispatcher<Fetch> dispatcher = new Dispatcher<>(1_000);

  /** What waits for the event loop's next turn. */
  public final List<Runnable> loop = new ArrayList<>();

  public final Wakeup wakeup = new Wakeup(loop::add);
  public final FetchQueue queue = new FetchQueue(dispatcher, clock, wakeup);

  /** Actions to run later, by their delay. */
  public final Map<Long, Runnable> timers = new LinkedHashMap<>();

  public final List<Completion> completed = new ArrayList<>();
  public final List<String> hostsGivenUp = new ArrayList<>();
  public @Nullable String noSpace;
  public int toSettle;
  public int retried;
  public long discovered;
  public boolean dryRun;
  public boolean cancelling;
  public boolean mayDiscover = true;

  private final JobSpec spec;
  private long lastTask;

  private FakeJob(JobSpec spec) {
    this.spec = spec;
    dispatcher.open(ID, spec.limits(), clock.nowMs());
  }

  /**
   * @param fields of the job's document besides its source; quotes may be apostrophes
   */
  public static FakeJob with(String fields) {
    String source = "'source':{'type':'urls','urls':[{'url':'http://a.test/0','key':'0'}]}";
    String more = fields.isEmpty() ? "" : "," + fields;
    return new FakeJob(Rig.spec(('{' + source + more + '}').replace('\'', '"')));
  }

  /** What fetches of this job work with; retries wait as long as they may. */
  public FetchSupport support() {
    TaskFactory tasks = new TaskFactory(ID, spec, "fetchery/test");
    HostFailures hosts =
        new HostFailures(dispatcher, (host, ms) -> {}, clock, loop::add, id -> this);
    return new FetchSupport(
        this,
        queue,
        tasks,
        new FetchAttempts(this, tasks, queue, hosts, clock, () -> 1),
        new JobCookies(spec.request().reach().cookies(), clock));
  }

  /** Leases the fetches that may start now, and gives the tasks of those that did. */
  public List<Started> start() {
    List<Started> started = new ArrayList<>();
    for (QueuedRequest<Fetch> entry : dispatcher.start(1_000, clock.nowMs())) {
      Lease lease = lease(entry);
      Task task = entry.load().begin(lease);
      if (task != null) {
        started.add(new Started(entry, lease, task));
      }
    }
    return started;
  }

  /** A fetch in the hands of a fetcher that is not there. */
  public record Started(QueuedRequest<Fetch> entry, Lease lease, Task task) {}

  /** The attempt comes to this. */
  public void end(Started started, Outcome outcome) {
    dispatcher.released(ID, started.entry().host(), clock.nowMs());
    started.entry().load().ended(started.lease(), outcome);
  }

  /** A lease of this entry. */
  public Lease lease(QueuedRequest<Fetch> entry) {
    return new Lease(++lastTask, entry, new PendingAssignment("fetcher", "node", () -> {}), 0);
  }

  /** Runs what waits for the event loop's next turn. */
  public void turn() {
    List<Runnable> due = List.copyOf(loop);
    loop.clear();
    due.forEach(Runnable::run);
  }

  /** Runs every timer. */
  public void ring() {
    List<Runnable> due = List.copyOf(timers.values());
    timers.clear();
    due.forEach(Runnable::run);
  }

  /** Work that is done at once. */
  public static Worker inline() {
    return new Worker() {
      @Override
      public <T extends @Nullable Object> Future<T> run(Callable<T> work) {
        try {
          return Future.succeededFuture(work.call());
        } catch (Exception e) {
          return Future.failedFuture(e);
        }
      }
    };
  }

  @Override
  public JobInfo info() {
    return this;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public JobSpec spec() {
    return spec;
  }

  @Override
  public Instant createdAt() {
    return Instant.EPOCH;
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public boolean cancelling() {
    return cancelling;
  }

  @Override
  public boolean mayDiscover() {
    return mayDiscover;
  }

  @Override
  public long discovered() {
    return discovered;
  }

  @Override
  public long beganMs() {
    return 0;
  }

  @Override
  public void took(Lease lease) {}

  @Override
  public void left(Lease lease) {}

  @Override
  public void flush() {}

  @Override
  public void settled() {
    toSettle--;
  }

  @Override
  public void hostGivenUp(String host, Fault fault) {
    hostsGivenUp.add(host);
  }

  @Override
  public void discovered(long count) {
    discovered += count;
  }

  @Override
  public void retried() {
    retried++;
  }

  @Override
  public void completed(List<Completion> completions) {
    completed.addAll(completions);
  }

  @Override
  public void willSettle() {
    toSettle++;
  }

  @Override
  public <T extends @Nullable Object> Future<T> writing(Future<T> write) {
    return write;
  }

  @Override
  public void noSpace(String detail) {
    noSpace = detail;
  }

  @Override
  public void checkFinished() {}
}
