package dev.fetchery.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    if (isIgnored()) {
      // Started by nohup: the platform drops the signal before any process sees it.
      assertThat(once.getCount()).isEqualTo(1);
      return;
    }
    assertThat(once.await(60, TimeUnit.SECONDS)).isTrue();
    hangUp();
    assertThat(twice.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Whether the first signal, SIGHUP, is among those that this process was started to ignore. */
  private static boolean isIgnored() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("SigIgn:")) {
        return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1;
      }
    }
    return false;
  }

  private static void hangUp() throws Exception {
    String pid = String.valueOf(ProcessHandle.current().pid());
    assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
  }
}
