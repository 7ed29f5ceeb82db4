package dev.fetchery.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how long each event loop works before it comes to what is due meanwhile: by the time
 * that its thread had a processor, so that a loaded machine counts for nothing.
 */
public final class LoopWatch implements AutoCloseable {
  private static final long BEAT_MS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<ScheduledFuture<?>> beats = new ArrayList<>();
  private final AtomicLong worstNanos = new AtomicLong();

  /** The beat of one event loop, on which it runs. */
  private final class Beat implements Runnable {
    private long before = -1;

    @Override
    public void run() {
      long now = THREADS.getCurrentThreadCpuTime();
      if (before >= 0) {
        worstNanos.accumulateAndGet(now - before, Math::max);
      }
      before = now;
    }
  }

  /** Begins to measure. */
  public LoopWatch(Vertx vertx) {
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      beats.add(loop.scheduleAtFixedRate(new Beat(), 0, BEAT_MS, TimeUnit.MILLISECONDS));
    }
  }

  /** Fails where an event loop has worked for longer at a stretch. */
  public void assertNoneWorkedFor(long millis) {
    assertThat(TimeUnit.NANOSECONDS.toMillis(worstNanos.get()))
        .as("ms that an event loop worked at a stretch")
        .isLessThan(millis);
  }

  @Override
  public void close() {
    beats.forEach(beat -> beat.cancel(false));
  }
}
