package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.coordinator.lease.Fetchers;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.Worker;
import dev.fetchery.sim.VirtualTime;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The real coordinator, all of it but its verticle, under virtual time. */
public final class SimulatedCoordinator {
  private final VirtualTime time;
  private final Executor loop;
  private final long epoch;
  private final Coordinator coordinator;
  private boolean dead;

  /**
   * @param epoch from the store
   * @param files as the fetchers answer
   * @param announced takes what is announced
   */
  public SimulatedCoordinator(
      VirtualTime time,
      RandomGenerator random,
      JobStore store,
      CoordinatorOptions options,
      long epoch,
      FileService files,
      Consumer<CoordinatorEvent> announced) {
    this.time = time;
    this.epoch = epoch;
    this.loop = action -> after(0, action);
    Surroundings around =
        new Surroundings(
            "here",
            time,
            loop,
            this::after,
            new LaterWorker(),
            files,
            event -> {
              if (!dead) {
                announced.accept(event);
              }
            },
            random);
    this.coordinator = Coordinator.of(around, store, options, epoch);
    tick();
  }

  private void after(long delayMs, Runnable action) {
    time.after(
        delayMs,
        () -> {
          if (!dead) {
            action.run();
          }
        });
  }

  /** Work is done at once and its answer comes by the loop. */
  private final class LaterWorker implements Worker {
    @Override
    public <T extends @Nullable Object> Future<T> run(java.util.concurrent.Callable<T> work) {
      io.vertx.core.Promise<T> answer = io.vertx.core.Promise.promise();
      try {
        T value = work.call();
        after(1, () -> answer.complete(value));
      } catch (Exception e) {
        after(1, () -> answer.fail(e));
      }
      return answer.future();
    }
  }

  private void tick() {
    after(
        Fetchers.TICK_MS,
        () -> {
          coordinator.tick();
          tick();
        });
  }

  public long epoch() {
    return epoch;
  }

  public void recover() {
    coordinator.recovery().run();
  }

  public Future<Answer> ask(Command command) {
    return coordinator.commands().carryOut(command);
  }

  /** A message from a fetcher; its answer may come later, or never. */
  public void receive(FetcherMessage message, Consumer<FetcherMessage> reply) {
    if (dead) {
      return;
    } else if (message instanceof Hello hello) {
      reply.accept(coordinator.fetchers().hello(hello));
    } else if (message instanceof Report report) {
      coordinator.fetchers().report(report, reply);
    }
  }

  /** Requests that it believes to be under way. */
  public int active() {
    return coordinator.dispatcher().active();
  }

  /** The process is killed. */
  public void kill() {
    dead = true;
  }
}
