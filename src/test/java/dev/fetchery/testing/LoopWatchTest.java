package dev.fetchery.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private static void work(long millis) {
    var threads = ManagementFactory.getThreadMXBean();
    long until = threads.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (threads.getCurrentThreadCpuTime() < until) {
      Thread.onSpinWait();
    }
  }

  @Test
  void loopThatWorksTooLongIsFound() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (LoopWatch watch = new LoopWatch(vertx)) {
      Promise<Void> over = Promise.promise();
      vertx.setTimer(
          50,
          timer -> {
            work(150);
            vertx.setTimer(50, later -> over.complete());
          });
      over.future().await(60, TimeUnit.SECONDS);
      assertThatThrownBy(() -> watch.assertNoneWorkedFor(100)).hasMessageContaining("at a stretch");
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }
}
