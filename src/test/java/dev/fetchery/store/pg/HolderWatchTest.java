package dev.fetchery.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a holder of the right to write counts as stopped. */
class HolderWatchTest {
  private final HolderWatch watch = new HolderWatch(0);
  private long now;

  private boolean look(@Nullable String seen) {
    now += HolderWatch.SPACING_NANOS;
    assertThat(watch.isDue(now - 1)).isFalse();
    assertThat(watch.isDue(now)).isTrue();
    return watch.isSilent(seen, now);
  }

  private void lookTwentyTimes(String seen) {
    for (int i = 0; i < HolderWatch.LOOKS; i++) {
      assertThat(look(seen)).as("look %s", i).isFalse();
    }
  }

  @Test
  void silentAfterTwentyLooksInWhichNothingCame() {
    lookTwentyTimes("7 12:00:00");
    assertThat(look("7 12:00:00")).isTrue();
  }

  @Test
  void anythingThatItAsksBeginsAnew() {
    lookTwentyTimes("7 12:00:00");
    lookTwentyTimes("7 12:00:19");
    assertThat(look("7 12:00:19")).isTrue();
  }

  @Test
  void anotherHolderBeginsAnew() {
    lookTwentyTimes("7 12:00:00");
    lookTwentyTimes("8 12:00:00");
  }

  @Test
  void workOfTheServerBeginsAnew() {
    lookTwentyTimes("7 12:00:00");
    assertThat(look(null)).isFalse();
    lookTwentyTimes("7 12:00:00");
  }

  /** While this process stood still it has not looked, however long that was. */
  @Test
  void timeWithoutALookIsNoSilence() {
    assertThat(look("7 12:00:00")).isFalse();
    now += 3_600 * HolderWatch.SPACING_NANOS;
    assertThat(watch.isSilent("7 12:00:00", now)).isFalse();
  }
}
