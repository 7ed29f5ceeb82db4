package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the jobs: bus in, decisions of {@code plan}, store, bus out. */
public final class CoordinatorVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorVerticle.class);
  private static final long PROGRESS_MS = 250;
  private static final long VITALS_MS = 1_000;
  private static final long TIDY_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long FORGET_HOST_MS = TimeUnit.MINUTES.toMillis(15);
  private static final long SWEEP_MS = TimeUnit.HOURS.toMillis(1);
  private static final int MOST_AT_A_TIME = 512;

  /** Outcomes waiting to be stored, beyond which nothing new is handed out. */
  private static final int MOST_UNCOMMITTED = 20_000;

  private final JobStore store;
  private final CoordinatorOptions options;
  private Desk desk;
  private CommandHandler commands;
  private long wakeTimer = -1;
  private long wakeAtMs = Long.MAX_VALUE;

  public CoordinatorVerticle(JobStore store, CoordinatorOptions options) {
    this.store = store;
    this.options = options;
  }

  @Override
  public Future<?> start() {
    desk = new Desk(vertx, context, store, options);
    JobQueue jobs = new JobQueue(desk);
    commands = new CommandHandler(desk, jobs);
    desk.onPump(this::pump);
    listen();
    vertx.setPeriodic(Fetchers.TICK_MS, t -> tick());
    vertx.setPeriodic(PROGRESS_MS, t -> tellProgress());
    vertx.setPeriodic(VITALS_MS, t -> desk.announce(desk.vitals.told(desk)));
    vertx.setPeriodic(TIDY_MS, t -> desk.problems.sweep());
    vertx.setPeriodic(TIDY_MS, t -> desk.dispatcher.tidy(desk.nowMs(), FORGET_HOST_MS));
    vertx.setPeriodic(SWEEP_MS, t -> commands.deleting().sweep());
    return jobs.recover().onSuccess(v -> commands.deleting().sweep());
  }

  private void listen() {
    vertx
        .eventBus()
        .<FetcherMessage>localConsumer(Addresses.COORDINATOR, m -> desk.fetchers.heard(m.body()));
    vertx
        .eventBus()
        .<Command>localConsumer(
            Addresses.COMMANDS,
            message ->
                commands
                    .carryOut(message.body())
                    .onSuccess(message::reply)
                    .onFailure(
                        e -> {
                          LOG.error("a command failed", e);
                          message.reply(new Answer.Refused(500, "an internal error"));
                        }));
  }

  private void tick() {
    desk.fetchers.tick();
    desk.pump();
  }

  /** Starts what may start, and says to each fetcher what there is to say. */
  private void pump() {
    long nowMs = desk.nowMs();
    if (desk.uncommitted < MOST_UNCOMMITTED && store.health().failingSince() == null) {
      int free;
      while ((free = Math.min(desk.fetchers.free(), MOST_AT_A_TIME)) > 0) {
        List<QueuedRequest<Fetch>> started = desk.dispatcher.start(free, nowMs);
        if (started.isEmpty()) {
          break;
        }
        desk.fetchers.lease(started);
      }
    }
    desk.fetchers.flush();
    wakeAt(desk.dispatcher.wakeAtMs(nowMs), nowMs);
  }

  private void wakeAt(long atMs, long nowMs) {
    if (atMs == wakeAtMs && wakeTimer >= 0 || atMs == Long.MAX_VALUE) {
      return;
    }
    if (wakeTimer >= 0) {
      vertx.cancelTimer(wakeTimer);
    }
    wakeAtMs = atMs;
    wakeTimer =
        vertx.setTimer(
            Math.max(1, Math.min(atMs - nowMs, 60_000)),
            t -> {
              wakeTimer = -1;
              pump();
            });
  }

  private void tellProgress() {
    long nowMs = desk.nowMs();
    for (JobRunner runner : List.copyOf(desk.runners.values())) {
      if (!runner.dry()) {
        runner.meter.note(nowMs, runner.items.activeBytes());
        if (runner.meter.moved(runner.items.activeBytes(), runner.items.activeCount())) {
          desk.announce(
              new CoordinatorEvent.ProgressChanged(
                  runner.id(), JobViewBuilder.progress(runner, nowMs)));
        }
      }
    }
  }
}
