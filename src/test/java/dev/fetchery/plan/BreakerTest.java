package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long T = 1_000_000;

  private final Breaker breaker = new Breaker();

  @Test
  void eachTripIsTwiceAsLongUpToAMinute() {
    long now = T;
    for (long wait = Breaker.FIRST_BACK_OFF_MS; wait < 64_000; wait *= 2) {
      assertThat(breaker.trip(now)).isTrue();
      long expected = Math.min(wait, Breaker.LONGEST_BACK_OFF_MS);
      assertThat(breaker.isOpen(now + expected - 1)).isTrue();
      assertThat(breaker.isOpen(now + expected)).isFalse();
      now += expected;
      breaker.sent();
    }
  }

  @Test
  void whatWasUnderWayBeforeTheProbeTellsNothing() {
    breaker.trip(T);
    assertThat(breaker.trip(T + 1)).isFalse();
    assertThat(breaker.awaitsProbe()).isTrue();
    assertThat(breaker.trip(T + Breaker.FIRST_BACK_OFF_MS)).isFalse();
    breaker.sent();
    assertThat(breaker.trip(T + Breaker.FIRST_BACK_OFF_MS)).isTrue();
  }

  @Test
  void aSuccessBeginsAgainWithTheShortest() {
    breaker.trip(T);
    breaker.sent();
    breaker.reset(T + 1);
    breaker.trip(T + 5_000);
    assertThat(breaker.untilMs()).isEqualTo(T + 5_000 + Breaker.FIRST_BACK_OFF_MS);
  }

  @Test
  void theHostsOwnWishProlongsAndNeverShortens() {
    assertThat(breaker.openUntil(T + 10)).isTrue();
    assertThat(breaker.openUntil(T + 5)).isFalse();
    assertThat(breaker.untilMs()).isEqualTo(T + 10);
    assertThat(breaker.awaitsProbe()).isFalse();
  }
}
