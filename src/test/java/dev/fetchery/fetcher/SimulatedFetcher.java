package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import dev.fetchery.sim.SimDisk;
import dev.fetchery.sim.SimOrigin;
import dev.fetchery.sim.SimOrigin.Kind;
import dev.fetchery.sim.VirtualTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A fetcher under virtual time. Its session with the coordinator is the real one; requests and
 * files are scripted.
 */
public final class SimulatedFetcher {
  private static final int SLOWEST_MS = 3_000;

  /** Files, just before one of which the machine falls asleep. */
  private static final int SLEEPS_ONCE_IN = 30;

  private final VirtualTime time;
  private final Random random;
  private final SimOrigin origin;
  private final SimDisk disk;
  private final CoordinatorLink link;
  private final BooleanSupplier troubled;
  private final Map<Long, Run> running = new LinkedHashMap<>();
  private final Map<Long, String> unsettled = new LinkedHashMap<>();
  private boolean dead;
  private long asleepUntilMs;

  /** How messages reach the coordinator. */
  public interface Net {
    Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs);
  }

  /** One task: its request, then its file. */
  private static final class Run {
    final Task task;
    boolean requesting = true;
    boolean publishing;
    String target;

    Run(Task task) {
      this.task = task;
      this.target = task.sink() instanceof Sink.ToFile file ? file.target() : null;
    }

    /** Whose limit it counts in: each job has its own at each host. */
    String slot() {
      return task.request().url().host() + " of job " + task.job();
    }

    String part() {
      return ((Sink.ToFile) task.sink()).part();
    }
  }

  public SimulatedFetcher(
      VirtualTime time,
      Random random,
      SimOrigin origin,
      SimDisk disk,
      Net net,
      int capacity,
      Supplier<String> ids,
      BooleanSupplier troubled) {
    this.troubled = troubled;
    this.time = time;
    this.random = random;
    this.origin = origin;
    this.disk = disk;
    this.link =
        new CoordinatorLink(
            new Port(net), time, NodeInfo.UNNAMED, capacity, SessionWatch.NONE, ids);
    link.begin(new Work());
    tick();
  }

  private final class Port implements CoordinatorPort {
    private final Net net;

    Port(Net net) {
      this.net = net;
    }

    @Override
    public Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs) {
      Promise<FetcherMessage> answer = Promise.promise();
      net.ask(address, message, timeoutMs)
          .onComplete(done -> SimulatedFetcher.this.after(0, () -> answer.handle(done)));
      return answer.future();
    }

    @Override
    public void after(long delayMs, Runnable action) {
      SimulatedFetcher.this.after(delayMs, action);
    }
  }

  private void after(long delayMs, Runnable action) {
    time.after(delayMs, () -> run(action));
  }

  private void run(Runnable action) {
    if (!dead && time.nowMs() < asleepUntilMs) {
      // What was due meanwhile comes in any order: disks, timers and sockets wake by themselves.
      time.after(asleepUntilMs - time.nowMs() + random.nextInt(20), () -> run(action));
    } else if (!dead) {
      action.run();
    }
  }

  /** Its machine does nothing for so long, and then all that was due. Its connections are cut. */
  public void sleep(long ms) {
    asleepUntilMs = time.nowMs() + ms;
    running.values().forEach(this::endRequest);
  }

  private void tick() {
    after(
        CoordinatorLink.TICK_MS,
        () -> {
          link.tick();
          tick();
        });
  }

  /** Killed: its requests end and its files stay as they are. */
  public void kill() {
    dead = true;
    link.close();
    running.values().forEach(this::endRequest);
    running.clear();
  }

  public boolean dead() {
    return dead;
  }

  /** Tasks under way, and parts that wait for their outcome to be stored. */
  public int busy() {
    return running.size() + unsettled.size();
  }

  /** What it holds. */
  @Override
  public String toString() {
    return running.keySet() + " under way, " + unsettled + " to be settled";
  }

  private void endRequest(Run run) {
    if (run.requesting) {
      run.requesting = false;
      origin.ended(run.slot());
    }
  }

  private final class Work implements SessionWork {
    @Override
    public Map<Long, Received> received() {
      return Map.of();
    }

    @Override
    public Collection<Long> held() {
      return running.keySet();
    }

    @Override
    public void assigned(Assignment assignment) {
      assignment.names().forEach(SimulatedFetcher.this::named);
      assignment.stops().forEach(SimulatedFetcher.this::stop);
      settle(assignment.settled());
      assignment.tasks().forEach(SimulatedFetcher.this::start);
    }

    @Override
    public void drop() {
      running.values().forEach(SimulatedFetcher.this::endRequest);
      running.clear();
      unsettled.clear();
    }
  }

  private void start(Task task) {
    Run run = new Run(task);
    if (running.put(task.id(), run) != null) {
      throw new AssertionError("task " + task.id() + " was handed out twice");
    }
    origin.begun(run.slot());
    // Its file is begun when its bytes come, which is some time before the end.
    after(
        random.nextInt(SLOWEST_MS),
        () -> {
          if (current(run)) {
            answered(run, origin.answer(task.request().url().text()));
          }
        });
  }

  private boolean current(Run run) {
    return running.get(run.task.id()) == run;
  }

  private void answered(Run run, Kind kind) {
    switch (kind) {
      case BODY -> body(run);
      case NOT_FOUND -> end(run, new Outcome.HttpError(404, -1, 1));
      case BUSY -> end(run, new Outcome.HttpError(503, -1, 1));
      case REDIRECT ->
          end(run, new Outcome.Redirected(302, run.task.request().url().text() + "-here", 1));
      case RESET ->
          end(
              run,
              new Outcome.Failed(new Fault(ErrorCode.RESET, "reset"), null, false, null, false, 1));
    }
  }

  private void body(Run run) {
    disk.write(run.part(), run.task.id(), link.lease().mayRemove());
    endRequest(run);
    if (run.target == null) {
      link.reports().bodyWhole(run.task.id());
      link.reports()
          .ask(new FetcherMessage.NameRequest(run.task.id(), 200, List.of(), "text/plain", null));
    } else {
      publishSoon(run);
    }
  }

  private void named(NameGrant grant) {
    Run run = running.get(grant.task());
    if (run != null && !run.publishing) {
      run.target = grant.target();
      publishSoon(run);
    }
  }

  /** A disk takes its time. */
  private void publishSoon(Run run) {
    run.publishing = true;
    if (random.nextInt(SLEEPS_ONCE_IN) == 0 && troubled.getAsBoolean()) {
      // After this turn: a machine does not fall asleep between two lines of it.
      after(0, () -> sleep(random.nextInt(40_000)));
    }
    after(random.nextInt(50), () -> link.whenLeased(() -> publish(run)));
  }

  private void publish(Run run) {
    if (!current(run)) {
      return;
    }
    if (!disk.link(run.part(), run.target, run.task.id())) {
      throw new AssertionError(run.target + " is there already, of another task");
    }
    unsettled.put(run.task.id(), run.part());
    end(
        run,
        new Outcome.Saved(
            new SavedFile(run.target, run.task.id(), "00".repeat(32), Integrity.LENGTH),
            Response.of(200),
            List.of(),
            1));
  }

  private void stop(Stop stop) {
    Run run = running.get(stop.task());
    if (run != null && !run.publishing) {
      after(
          random.nextInt(50),
          () ->
              link.whenLeased(
                  () -> {
                    if (current(run) && !run.publishing) {
                      disk.remove(run.part(), run.task.id());
                      end(run, new Outcome.Cancelled(null));
                    }
                  }));
    }
  }

  private void end(Run run, Outcome outcome) {
    endRequest(run);
    running.remove(run.task.id());
    link.reports().result(new Result(run.task.id(), outcome, 1, null));
  }

  private void settle(List<Long> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    Map<Long, String> parts = new LinkedHashMap<>();
    for (long task : tasks) {
      String part = unsettled.remove(task);
      if (part != null) {
        parts.put(task, part);
      }
    }
    after(
        random.nextInt(20),
        () -> {
          parts.forEach((task, part) -> disk.remove(part, task));
          link.reports().cleaned(tasks);
        });
  }
}
