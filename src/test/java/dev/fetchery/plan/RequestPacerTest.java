package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPacerTest {
  private static final long T = 1_700_000_000_000L;

  /** Takes whatever may go at each time given. */
  private static List<Long> taken(RequestPacer pace, long fromMs, long toMs, int stepMs) {
    List<Long> at = new ArrayList<>();
    for (long nowMs = fromMs; nowMs <= toMs; nowMs += stepMs) {
      while (pace.ready(nowMs)) {
        pace.take(nowMs);
        at.add(nowMs);
      }
    }
    return at;
  }

  @Test
  void noRateIsAlwaysReady() {
    RequestPacer pace = new RequestPacer(0, T);
    pace.take(T);
    assertThat(pace.ready(T)).isTrue();
    assertThat(pace.readyAtMs()).isLessThanOrEqualTo(T);
  }

  @Test
  void requestsAreEvenlySpaced() {
    List<Long> at = taken(new RequestPacer(10, T), T, T + 1000, 1);
    assertThat(at).hasSize(11);
    for (int i = 1; i < at.size(); i++) {
      assertThat(at.get(i) - at.get(i - 1)).isEqualTo(100);
    }
  }

  @Test
  void fractionsOfARequestPerSecondAreHeeded() {
    assertThat(taken(new RequestPacer(0.5, T), T, T + 10_000, 1)).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 333, 1000, 2500, 10_000})
  void theRateIsReachedAndNotPassed(int perSecond) {
    int taken = taken(new RequestPacer(perSecond, T), T, T + 9_999, 1).size();
    assertThat(taken).isBetween((int) (perSecond * 9.9), perSecond * 10 + perSecond / 500 + 2);
  }

  @Test
  void lateTimersDoNotLowerTheRate() {
    assertThat(taken(new RequestPacer(100, T), T, T + 10_000, 3).size()).isBetween(995, 1002);
  }

  @Test
  void timeNotUsedIsNotSavedForABurst() {
    RequestPacer pace = new RequestPacer(10, T);
    taken(pace, T, T + 500, 1);
    List<Long> after = taken(pace, T + 60_000, T + 60_099, 1);
    assertThat(after).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void readyAtIsWhenItIsReady() {
    RequestPacer pace = new RequestPacer(3, T);
    for (int i = 0; i < 100; i++) {
      long at = Math.max(T, pace.readyAtMs());
      assertThat(pace.ready(at)).isTrue();
      pace.take(at);
      assertThat(pace.ready(pace.readyAtMs() - 1)).isFalse();
    }
  }

  @Test
  void aHigherRateTakesEffectAtOnce() {
    RequestPacer pace = new RequestPacer(0.01, T);
    pace.take(T);
    assertThat(pace.ready(T + 100)).isFalse();
    pace.rate(10);
    assertThat(pace.ready(T + 100)).isTrue();
  }

  @Test
  void aRateSetWhereThereWasNoneBeginsWithoutABurst() {
    RequestPacer pace = new RequestPacer(0, T);
    taken(pace, T, T - 1, 1);
    pace.rate(10);
    assertThat(taken(pace, T + 30_000, T + 30_999, 1)).hasSizeLessThanOrEqualTo(11);
  }

  @Test
  void aRateTakenAwayIsNone() {
    RequestPacer pace = new RequestPacer(0.01, T);
    pace.take(T);
    pace.rate(0);
    assertThat(pace.ready(T)).isTrue();
  }
}
