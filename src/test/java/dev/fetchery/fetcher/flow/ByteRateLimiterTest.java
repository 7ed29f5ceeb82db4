package dev.fetchery.fetcher.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.context.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteRateLimiterTest {
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final ByteRateLimiter limiter = new ByteRateLimiter(clock);
  private final AtomicInteger resumed = new AtomicInteger();

  private boolean spend(int bytes) {
    return limiter.spend("job", bytes, resumed::incrementAndGet);
  }

  private void pass(long ms) {
    clock.advance(Duration.ofMillis(ms));
    limiter.tick();
  }

  @Test
  void jobWithoutALimitIsNeverHeldUp() {
    limiter.set(Map.of("other", 1L));
    assertThat(spend(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void bodyIsReadOnWhenItsBytesAreEarned() {
    limiter.set(Map.of("job", 1_000_000L));
    assertThat(spend(500_000)).isTrue();
    pass(400);
    assertThat(resumed).hasValue(0);
    pass(200);
    assertThat(resumed).hasValue(1);
  }

  @Test
  void pauseEarnsNoMoreThanAQuarterOfASecond() {
    limiter.set(Map.of("job", 1_000_000L));
    clock.advance(Duration.ofHours(1));
    assertThat(spend(250_000)).isFalse();
    assertThat(spend(1)).isTrue();
  }

  @Test
  void limitThatIsLiftedLetsEveryBodyGoOn() {
    limiter.set(Map.of("job", 1_000L));
    assertThat(spend(100_000)).isTrue();
    assertThat(spend(100_000)).isTrue();
    limiter.set(Map.of("job", 0L));
    assertThat(resumed).hasValue(2);
    assertThat(limiter.isIdle()).isTrue();
  }
}
