package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // A test is told by its assertions where something is missing.
class HostLimiterTest {
  private static final long T = 1_000_000;
  private static final Failure FAULT =
      Failure.of(new Fault(ErrorCode.CONNECT, "refused"), null, false);

  private final List<String> heard = new ArrayList<>();
  private final HostLimiter host = new HostLimiter("a.example:443", heard::add);

  private void start(int requests) {
    for (int i = 0; i < requests; i++) {
      host.started();
    }
  }

  private void fail(int items, long nowMs) {
    for (int i = 0; i < items; i++) {
      host.failed("item " + i, FAULT, 0, nowMs);
    }
  }

  /** The one request after a rest fails, too. */
  private long failProbe(long nowMs) {
    assertThat(host.admits(nowMs)).isTrue();
    host.started();
    assertThat(host.admits(nowMs)).as("a second request beside the probe").isFalse();
    host.released();
    host.failed("probe", FAULT, 0, nowMs);
    return host.backOffUntilMs() - nowMs;
  }

  @Test
  void aHostStartsAtFullSpeed() {
    assertThat(host.slowed()).isFalse();
    assertThat(host.backingOff(T)).isFalse();
    assertThat(host.admits(T)).isTrue();
    assertThat(host.failingSinceMs()).isEqualTo(-1);
  }

  @Test
  void failuresOfFourItemsChangeNothing() {
    for (int round = 0; round < 100; round++) {
      fail(4, T + round);
    }
    assertThat(host.slowed()).isFalse();
    assertThat(host.backingOff(T + 100)).isFalse();
  }

  @Test
  void theFifthItemWithoutASuccessBetweenRestsTheHost() {
    fail(5, T);
    assertThat(host.backingOff(T)).isTrue();
    assertThat(host.backOffUntilMs()).isEqualTo(T + Breaker.FIRST_BACK_OFF_MS);
    assertThat(host.admits(T + 999)).isFalse();
  }

  @Test
  void whatFailsTogetherRestsTheHostOnce() {
    start(64);
    fail(64, T);
    assertThat(host.backOffUntilMs()).isEqualTo(T + Breaker.FIRST_BACK_OFF_MS);
  }

  @Test
  void afterARestOneRequestAsksWhetherItIsOver() {
    start(10);
    fail(5, T);
    long over = host.backOffUntilMs();
    assertThat(host.admits(over)).isTrue();
    host.started();
    assertThat(host.admits(over)).isFalse();
  }

  @Test
  void eachFailedProbeDoublesTheRestUpToTheLongest() {
    fail(5, T);
    List<Long> restsMs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      restsMs.add(failProbe(host.backOffUntilMs()));
    }
    assertThat(restsMs)
        .containsExactly(2000L, 4000L, 8000L, 16_000L, 32_000L, 60_000L, 60_000L, 60_000L);
  }

  @Test
  void whatWasUnderWayBeforeTheRestDoesNotProlongIt() {
    start(20);
    fail(5, T);
    long over = host.backOffUntilMs();
    fail(15, over + 10);
    assertThat(host.backOffUntilMs()).isEqualTo(over);
    assertThat(host.admits(over + 10)).isTrue();
  }

  @Test
  void theFirstRestAfterASuccessIsShortAgain() {
    fail(5, T);
    failProbe(host.backOffUntilMs());
    host.succeeded(T);
    long nowMs = host.backOffUntilMs();
    start(1);
    fail(5, nowMs);
    assertThat(host.backOffUntilMs() - nowMs).isEqualTo(Breaker.FIRST_BACK_OFF_MS);
  }

  @Test
  void aHostRecoversToFullSpeedOneAtATime() {
    start(8);
    fail(5, T);
    for (int i = 0; i < 8; i++) {
      host.released();
    }
    List<Integer> limits = new ArrayList<>();
    while (host.slowed()) {
      start(host.limit());
      int batch = host.limit();
      for (int i = 0; i < batch; i++) {
        host.released();
        host.succeeded(T);
      }
      limits.add(host.limit());
    }
    assertThat(limits.get(0)).isEqualTo(2);
    assertThat(limits).isSorted().hasSizeBetween(2, 8);
    assertThat(limits).endsWith(Integer.MAX_VALUE);
  }

  @Test
  void failuresAmongSuccessesHalveWhatIsAskedAtOnce() {
    start(16);
    for (int i = 0; i < 5; i++) {
      host.failed("item " + i, FAULT, 0, T);
      host.succeeded(T);
    }
    assertThat(host.backingOff(T)).isFalse();
    assertThat(host.limit()).isBetween(8, 9);
  }

  @Test
  void whatWasUnderWayTogetherHalvesOnce() {
    start(16);
    for (int i = 0; i < 40; i++) {
      host.failed("item " + i, FAULT, 0, T + i);
      host.succeeded(T);
    }
    assertThat(host.limit()).isGreaterThanOrEqualTo(8);
    int before = host.limit();
    host.failed("item", FAULT, 0, T + 39 + HostLimit.DECREASE_EVERY_MS);
    assertThat(host.limit()).isLessThan(before);
  }

  @Test
  void theLimitNeverFallsBelowOne() {
    start(1);
    for (int i = 0; i < 100; i++) {
      host.failed("item " + i, FAULT, 0, T + i * 2000L);
      host.succeeded(T);
    }
    assertThat(host.limit()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void anItemThatFailsAgainAndAgainDoesNotCountTwice() {
    for (int i = 0; i < 100; i++) {
      host.failed("the same", FAULT, 0, T + i * 2000L);
    }
    assertThat(host.slowed()).isFalse();
    assertThat(host.backingOff(T + 200_000)).isFalse();
  }

  @Test
  void twentySuccessesInARowForgetOldFailures() {
    fail(4, T);
    for (int i = 0; i < 20; i++) {
      host.succeeded(T);
    }
    host.failed("a fifth", FAULT, 0, T);
    assertThat(host.slowed()).isFalse();
  }

  @Test
  void troubleLastsFromTheFirstFailureToTheNextSuccess() {
    host.failed("a", FAULT, 0, T);
    host.failed("b", Failure.of(new Fault(ErrorCode.TIMEOUT, "late"), null, false), 0, T + 5);
    assertThat(host.failingSinceMs()).isEqualTo(T);
    assertThat(host.lastFault().code()).isEqualTo(ErrorCode.TIMEOUT);
    host.succeeded(T);
    assertThat(host.failingSinceMs()).isEqualTo(-1);
    assertThat(host.lastFault()).isNull();
  }

  @Test
  void aRestThatTheHostAskedForHoldsAllBackAndIsNeverShortened() {
    host.backOff(T + 120_000, FAULT.fault());
    host.backOff(T + 1_000, FAULT.fault());
    assertThat(host.admits(T + 119_999)).isFalse();
    assertThat(host.admits(T + 120_000)).isTrue();
    assertThat(host.slowed()).isFalse();
  }

  @Test
  void aRestAndMoreRoomAreHeardOf() {
    start(4);
    host.succeeded(T);
    assertThat(heard).hasSize(1);
    host.succeeded(T);
    assertThat(heard).hasSize(1);
    fail(5, T);
    assertThat(heard).hasSize(2);
    host.succeeded(T);
    assertThat(heard).hasSize(3).containsOnly("a.example:443");
  }

  @Test
  void onlyAHostOfWhichNothingIsRememberedIsForgottenAtOnce() {
    assertThat(host.forgettable(T)).isTrue();
    host.failed("a", FAULT, 0, T);
    host.succeeded(T);
    assertThat(host.forgettable(T)).isFalse();
    assertThat(host.recovered(T + 999, 1000)).isFalse();
    assertThat(host.recovered(T + 1000, 1000)).isTrue();
  }
}
