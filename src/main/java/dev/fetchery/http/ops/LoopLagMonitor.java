package dev.fetchery.http.ops;

import dev.fetchery.context.Clock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Measures how far event loops are behind: a periodic task on each of them. Any thread may ask, so
 * a loop that is stuck is seen from the others.
 */
public final class LoopLagMonitor {
  private static final long TICK_MS = 500;

  private final Clock clock;
  private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

  public LoopLagMonitor(Clock clock) {
    this.clock = clock;
  }

  /** A periodic task on the loop that it was deployed to. */
  private static final class Pulse extends VerticleBase {
    private final Clock clock;
    private volatile long lastNs;

    Pulse(Clock clock) {
      this.clock = clock;
      this.lastNs = clock.nanoTime();
    }

    @Override
    public Future<?> start() {
      vertx.setPeriodic(TICK_MS, timer -> lastNs = clock.nanoTime());
      return Future.succeededFuture();
    }

    long lagMs(long nowNs) {
      return (nowNs - lastNs) / 1_000_000 - TICK_MS;
    }
  }

  /**
   * Watches from now on, as long as {@code vertx} lives. Verticles are spread over the loops in
   * turn, so that as many as there are loops reach each of them.
   */
  public Future<Void> watch(Vertx vertx) {
    DeploymentOptions everywhere =
        new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
    return vertx.deployVerticle(this::pulse, everywhere).mapEmpty();
  }

  private Pulse pulse() {
    Pulse pulse = new Pulse(clock);
    pulses.add(pulse);
    return pulse;
  }

  /** How far the slowest event loop is behind, in milliseconds; 0 if none is. */
  public long lagMs() {
    long nowNs = clock.nanoTime();
    long most = 0;
    for (Pulse pulse : pulses) {
      most = Math.max(most, pulse.lagMs(nowNs));
    }
    return most;
  }
}
