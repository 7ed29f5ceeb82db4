package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a fetcher holds under its session: those that run, and those whose part stays
 * linked until their outcome is stored. Confined to the fetcher's event loop.
 */
final class RunningTasks implements SessionWork {
  /** Shorter tasks do not report their progress. */
  private static final long LONG_NANOS = 200_000_000L;

  private final Confined confined = new Confined();
  private final FetcherContext context;
  private final Clock clock;
  private final Map<Long, TaskRun> running = new HashMap<>();

  /** Parts that stay linked beside what was published, by task, until that is stored. */
  private final Map<Long, String> unsettled = new HashMap<>();

  private List<Long> settled = new ArrayList<>();
  private boolean cleaning;
  private boolean stopped;

  /** Completes when nothing runs; null while that is not asked for. */
  private @Nullable Promise<Void> idle;

  RunningTasks(FetcherContext context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  @Override
  public Map<Long, Received> received() {
    Map<Long, Received> received = new HashMap<>();
    long now = clock.nanoTime();
    running.forEach(
        (id, run) -> {
          boolean begun = run.received() > 0 || run.size() >= 0;
          if (begun && now - run.startedNanos() > LONG_NANOS) {
            received.put(id, new Received(run.received(), run.size()));
          }
        });
    return received;
  }

  @Override
  public Collection<Long> held() {
    return running.keySet();
  }

  @Override
  public void assigned(Assignment assignment) {
    assert confined.here();
    context.limiter().set(assignment.rates());
    context.rests().rest(assignment.rests());
    assignment.names().forEach(named -> withRun(named.task(), run -> run.named(named)));
    assignment.stops().forEach(stop -> withRun(stop.task(), run -> run.stop(stop.keepPart())));
    settled.addAll(assignment.settled());
    settle();
    assignment.tasks().forEach(this::start);
  }

  private void withRun(long task, Consumer<TaskRun> action) {
    TaskRun run = running.get(task);
    if (run != null) {
      action.accept(run);
    }
  }

  private void start(Task task) {
    TaskRun run = new TaskRun(task, context, clock.nanoTime(), this::over);
    running.put(task.id(), run);
    run.start();
  }

  private void over(TaskRun run, Outcome outcome) {
    long id = run.task().id();
    running.remove(id);
    String part = run.partPath();
    if (outcome instanceof Outcome.Saved && part != null) {
      unsettled.put(id, part);
    }
    context
        .link()
        .reports()
        .result(new Result(id, outcome, run.received(), run.remoteAddress(), run.cookies(outcome)));
    // Last: where the fetcher leaves, its last report goes out at once, and must tell of this.
    lookWhetherIdle();
  }

  /** Removes the parts of settled tasks, those that come meanwhile together. */
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
    context
        .files()
        .settle(parts)
        .onComplete(
            done -> {
              cleaning = false;
              context.link().reports().cleaned(tasks);
              settle();
            });
  }

  @Override
  public void drop() {
    assert confined.here();
    List<TaskRun> held = List.copyOf(running.values());
    running.clear();
    lookWhetherIdle();
    settled.clear();
    // The parts beside what was published stay: they are the proof that recovery looks for.
    unsettled.clear();
    context.limiter().clear();
    if (!stopped) {
      held.forEach(TaskRun::leave);
    }
  }

  /** Completes as soon as nothing runs. */
  Future<Void> whenIdle() {
    assert confined.here();
    Promise<Void> wanted = idle == null ? Promise.promise() : idle;
    idle = wanted;
    lookWhetherIdle();
    return wanted.future();
  }

  private void lookWhetherIdle() {
    if (idle != null && running.isEmpty()) {
      idle.tryComplete();
    }
  }

  /** Ends what runs: what can be continued is offered to others. */
  void stopAll() {
    assert confined.here();
    List.copyOf(running.values()).forEach(run -> run.stop(true));
  }

  /** Gives up every task and keeps what can be continued; completes when the disk is done. */
  Future<Void> stop() {
    assert confined.here();
    stopped = true;
    List<Future<Void>> closing = new ArrayList<>();
    running.values().forEach(run -> closing.add(run.drop()));
    running.clear();
    return Future.join(closing).<Void>mapEmpty().otherwiseEmpty();
  }
}
