package dev.fetchery.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BlockedThreadsTest {

  /** The guard itself must be able to fail: an event loop is blocked on purpose. */
  @Test
  void aBlockedEventLoopFailsTheClass() throws InterruptedException {
    BlockedThreads guard = new BlockedThreads();
    guard.beforeAll(null);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setMaxEventLoopExecuteTime(TimeUnit.MILLISECONDS.toNanos(50)));
    CountDownLatch never = new CountDownLatch(1);
    vertx.runOnContext(v -> waitFor(never));
    Vertx clock = Vertx.vertx();
    assertThatThrownBy(
            () -> {
              for (int look = 0; look < 500; look++) {
                guard.afterAll(null);
                Rig.await(clock.timer(20));
              }
            })
        .hasMessageContaining("blocked");
    Rig.await(clock.close());
    never.countDown();
    Rig.await(vertx.close());
    guard.beforeAll(null);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
