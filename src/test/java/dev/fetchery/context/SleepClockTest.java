package dev.fetchery.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SleepClockTest {
  private final ManualClock machine = new ManualClock(Instant.EPOCH);
  private final SleepClock clock = new SleepClock(machine);

  private long passedMs(Runnable what) {
    long before = clock.nanoTime();
    what.run();
    return (clock.nanoTime() - before) / 1_000_000;
  }

  @Test
  void timeAwakeCountsOnce() {
    assertThat(passedMs(() -> machine.advance(Duration.ofSeconds(7)))).isEqualTo(7_000);
  }

  @Test
  void timeAsleepCountsOnce() {
    assertThat(passedMs(() -> machine.jump(Duration.ofSeconds(60)))).isEqualTo(60_000);
    assertThat(passedMs(() -> machine.advance(Duration.ofSeconds(1)))).isEqualTo(1_000);
    assertThat(passedMs(() -> machine.jump(Duration.ofSeconds(5)))).isEqualTo(5_000);
  }

  @Test
  void manyShortSleepsCountTogether() {
    long passed =
        passedMs(
            () -> {
              for (int i = 0; i < 10; i++) {
                machine.jump(Duration.ofMillis(200));
                clock.nanoTime();
              }
            });
    assertThat(passed).isBetween(1_500L, 2_000L);
  }

  @Test
  void itNeverGoesBackAndSeesTheSleepAfterTheWallClockWasSetBack() {
    assertThat(passedMs(() -> machine.jump(Duration.ofHours(-2)))).isZero();
    assertThat(passedMs(() -> machine.jump(Duration.ofSeconds(30)))).isEqualTo(30_000);
  }

  @Test
  void readingsThatAThreadTookFarApartAreNoSleep() {
    PausedReader paused = new PausedReader(machine);
    SleepClock watched = new SleepClock(paused);
    long before = watched.nanoTime();
    paused.pauseAfterNextWall = true;
    long during = watched.nanoTime();
    assertThat((during - before) / 1_000_000).isEqualTo(20_000);
    assertThat(watched.nanoTime()).isEqualTo(during);
  }

  /** A thread that stands still for 20 s between two readings. */
  private static final class PausedReader implements Clock {
    private final ManualClock machine;
    private boolean pauseAfterNextWall;

    private PausedReader(ManualClock machine) {
      this.machine = machine;
    }

    @Override
    public Instant now() {
      Instant now = machine.now();
      if (pauseAfterNextWall) {
        pauseAfterNextWall = false;
        machine.advance(Duration.ofSeconds(20));
      }
      return now;
    }

    @Override
    public long nanoTime() {
      return machine.nanoTime();
    }
  }
}
