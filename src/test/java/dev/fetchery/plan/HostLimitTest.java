package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostLimitTest {
  private static final long T = 1_000_000;

  private final HostLimit limit = new HostLimit();

  @Test
  void thereIsNoLimitAtFirst() {
    assertThat(limit.isReduced()).isFalse();
    assertThat(limit.current()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aDecreaseHalvesWhatWasUnderWayOnceASecond() {
    limit.observe(16);
    limit.decrease(15, T);
    limit.decrease(14, T + HostLimit.DECREASE_EVERY_MS - 1);
    assertThat(limit.current()).isEqualTo(8);
    limit.decrease(7, T + HostLimit.DECREASE_EVERY_MS);
    assertThat(limit.current()).isEqualTo(4);
  }

  @Test
  void aRoundOfSuccessesIsOneRequestMore() {
    limit.observe(16);
    limit.decrease(15, T);
    for (int i = 0; i < 8; i++) {
      limit.increase(7);
    }
    assertThat(limit.current()).isBetween(8, 9);
    for (int i = 0; i < 200; i++) {
      limit.increase(limit.current() - 1);
    }
    assertThat(limit.isReduced()).isFalse();
  }

  @Test
  void itNeverFallsBelowOne() {
    limit.restart();
    limit.decrease(0, T);
    assertThat(limit.current()).isEqualTo(1);
  }
}
