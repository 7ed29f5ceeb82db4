package dev.fetchery.http.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopLagMonitorTest {
  @Test
  void loopThatIsStuckIsSeenFromOutside() throws Exception {
    // A loop is held up on purpose, which is not for the checker of blocked threads.
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setMaxEventLoopExecuteTime(60)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS));
    CountDownLatch free = new CountDownLatch(1);
    try {
      LoopLagMonitor loops = new LoopLagMonitor(Clock.system());
      loops.watch(vertx).await(60, TimeUnit.SECONDS);
      vertx.getOrCreateContext().runOnContext(nothing -> waitFor(free));
      while (loops.lagMs() < 300) {
        Thread.onSpinWait();
      }
      free.countDown();
      long after = loops.lagMs();
      while (after >= 300) {
        after = loops.lagMs();
      }
      assertThat(after).isNotNegative();
    } finally {
      free.countDown();
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
