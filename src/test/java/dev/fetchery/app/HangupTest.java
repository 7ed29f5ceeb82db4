package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HangupTest {
  @Test
  void everyHangupRunsTheAction() throws Exception {
    CountDownLatch twice = new CountDownLatch(2);
    CountDownLatch once = new CountDownLatch(1);
    Signals.on(
        "HUP",
        () -> {
          twice.countDown();
          once.countDown();
        });
    hangUp();
    assertThat(once.await(60, TimeUnit.SECONDS)).isTrue();
    hangUp();
    assertThat(twice.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static void hangUp() throws Exception {
    String pid = String.valueOf(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
  }
}
