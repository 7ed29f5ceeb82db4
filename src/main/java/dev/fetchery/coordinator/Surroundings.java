package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.port.Announcer;
import dev.fetchery.coordinator.port.BusFileService;
import dev.fetchery.coordinator.port.ContextWorker;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.coordinator.port.Worker;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * All that the coordinator reaches besides its store.
 *
 * @param node the process that it runs in
 * @param clock wall clock and the one that is never set
 * @param loop runs what it is given on the coordinator's event loop, in order
 * @param random for ids and for waits
 */
record Surroundings(
    String node,
    Clock clock,
    Executor loop,
    Timers timers,
    Worker worker,
    FileService files,
    Announcer announcer,
    RandomGenerator random) {

  /** Those of a verticle. */
  static Surroundings of(Vertx vertx, Context context, Clock clock) {
    Timers timers = (delayMs, action) -> vertx.setTimer(delayMs, t -> action.run());
    return new Surroundings(
        Addresses.NODE,
        clock,
        action -> context.runOnContext(v -> action.run()),
        timers,
        new ContextWorker(context),
        new BusFileService(vertx, clock),
        event -> vertx.eventBus().publish(Addresses.NEWS, event),
        new SecureRandom());
  }
}
