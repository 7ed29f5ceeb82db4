package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThroughputTest {
  private static final long T = 1_700_000_000_000L;
  private final Throughput rate = new Throughput();

  private void run(long fromMs, long toMs, double perSecond, long base, int everyMs) {
    for (long nowMs = fromMs; nowMs <= toMs; nowMs += everyMs) {
      rate.note(nowMs, base + Math.round((nowMs - fromMs) * perSecond / 1000));
    }
  }

  @Test
  void nothingNotedIsNoRate() {
    assertThat(rate.perSecond(T, 100)).isZero();
  }

  @Test
  void noTimePassedIsNoRate() {
    rate.note(T, 0);
    assertThat(rate.perSecond(T, 100)).isZero();
  }

  @Test
  void aSteadyRateIsSeen() {
    run(T, T + 20_000, 300, 0, 250);
    assertThat(rate.perSecond(T + 20_000, 6000)).isCloseTo(300, within(1.0));
  }

  @Test
  void notingOftenChangesNothing() {
    run(T, T + 20_000, 300, 0, 1);
    assertThat(rate.perSecond(T + 20_000, 6000)).isCloseTo(300, within(5.0));
  }

  @Test
  void onlyTheLastFiveSecondsCount() {
    run(T, T + 10_000, 1000, 0, 250);
    run(T + 10_250, T + 15_500, 0, 10_000, 250);
    assertThat(rate.perSecond(T + 15_500, 10_000)).isZero();
  }

  @Test
  void aBurstIsSpreadOverTheWholeSpan() {
    run(T, T + 10_000, 0, 0, 250);
    assertThat(rate.perSecond(T + 10_000, 500)).isCloseTo(100, within(6.0));
  }

  @Test
  void whatIsOlderThanTheSpanIsNotUsed() {
    rate.note(T, 0);
    assertThat(rate.perSecond(T + 5_001, 500)).isZero();
  }

  @Test
  void aClockSetBackStartsAfresh() {
    run(T, T + 10_000, 300, 0, 250);
    long back = T - 86_400_000;
    run(back, back + 4_000, 50, 3000, 250);
    assertThat(rate.perSecond(back + 4_000, 3200)).isCloseTo(50, within(1.0));
  }
}
