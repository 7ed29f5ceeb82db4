package dev.fetchery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Timeouts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // A test is told by its assertions where something is missing.
class TimeLimitsTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);

  private TimeLimits limits(long connectMs, long idleMs, long totalMs) {
    return new TimeLimits(new Timeouts(connectMs, idleMs, totalMs, 0), clock.nanoTime());
  }

  private void pass(long ms) {
    clock.advance(Duration.ofMillis(ms));
  }

  @Test
  void eachLimitSaysWhichOptionSetsIt() {
    TimeLimits limits = limits(10_000, 30_000, 60_000);
    pass(10_000);
    assertThat(limits.connect(clock.nanoTime())).isNull();
    pass(1);
    assertThat(limits.connect(clock.nanoTime()))
        .hasMessage("no connection within 10000 ms (connectTimeoutMs)");
    pass(20_000);
    FetchException idle = limits.idle(limits.sentNanos(), clock.nanoTime());
    assertThat(idle).hasMessage("no data for 30000 ms (idleTimeoutMs)");
    assertThat(idle.code()).isEqualTo(ErrorCode.TIMEOUT);
    pass(30_000);
    assertThat(limits.total(clock.nanoTime()))
        .hasMessage("not done within 60000 ms (totalTimeoutMs)");
  }

  @Test
  void whatPassedBeforeTheRequestCountsAndTheLimitIsNamedAsItWasSet() {
    Timeouts left = new Timeouts(0, 0, 900, 0).after(400).after(402);
    TimeLimits limits = new TimeLimits(left, clock.nanoTime());
    pass(98);
    assertThat(limits.total(clock.nanoTime())).isNull();
    pass(1);
    assertThat(limits.total(clock.nanoTime()))
        .hasMessage("not done within 900 ms (totalTimeoutMs)");
  }

  @Test
  void noneIsNoLimit() {
    TimeLimits limits = limits(0, 0, 0);
    limits.tryAddress(clock.nanoTime(), 2);
    pass(Duration.ofDays(365).toMillis());
    long now = clock.nanoTime();
    assertThat(limits.connect(now)).isNull();
    assertThat(limits.idle(0, now)).isNull();
    assertThat(limits.total(now)).isNull();
    assertThat(limits.isAddressOverdue(now)).isFalse();
  }

  @Test
  void theTimeToConnectIsSharedAmongTheAddresses() {
    TimeLimits limits = limits(9_000, 0, 0);
    limits.tryAddress(clock.nanoTime(), 3);
    pass(3_000);
    assertThat(limits.isAddressOverdue(clock.nanoTime())).isFalse();
    pass(1);
    assertThat(limits.isAddressOverdue(clock.nanoTime())).isTrue();
    limits.tryAddress(clock.nanoTime(), 2);
    pass(2_998);
    assertThat(limits.isAddressOverdue(clock.nanoTime())).isFalse();
    pass(3);
    assertThat(limits.isAddressOverdue(clock.nanoTime())).isTrue();
  }

  @Test
  void aRequestThatIsSentAgainHasItsWholeTimeToConnect() {
    TimeLimits limits = limits(1_000, 0, 0);
    pass(5_000);
    limits.reconnect(clock.nanoTime());
    pass(1_000);
    assertThat(limits.connect(clock.nanoTime())).isNull();
  }
}
