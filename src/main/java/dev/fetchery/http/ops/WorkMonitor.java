package dev.fetchery.http.ops;

import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the coordinator's work moves, by what it says of itself each second. Confined to the
 * interface's event loop.
 */
public final class WorkMonitor {
  /** Longer than a collection, or a disk that is slow to commit, holds everything up. */
  static final long PATIENCE_MS = 60_000;

  private final Confined confined = new Confined();
  private final Clock clock;
  private long heardNanos;
  private long stalledMs;

  public WorkMonitor(Clock clock) {
    this.clock = clock;
    this.heardNanos = clock.nanoTime();
  }

  /** Takes what the coordinator says. */
  public void received(ServiceStats stats) {
    assert confined.here();
    heardNanos = clock.nanoTime();
    stalledMs = stats.stalledMs();
  }

  /** Fails where nothing moves that could, or the coordinator says nothing any more. */
  public HealthCheck check() {
    return new HealthCheck("work", () -> Future.succeededFuture(fault()));
  }

  private @Nullable String fault() {
    long silentMs = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - heardNanos);
    if (silentMs >= PATIENCE_MS) {
      return "the coordinator has said nothing for " + silentMs / 1_000 + " s";
    }
    return stalledMs >= PATIENCE_MS
        ? "nothing has started or ended for " + stalledMs / 1_000 + " s, though it could"
        : null;
  }
}
