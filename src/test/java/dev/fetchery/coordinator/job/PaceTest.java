package dev.fetchery.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Series;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(Series.Pace.NONE);

  @Test
  void timeLeftFollowsFromTheWholeRun() {
    pace.note(40_000);
    assertThat(pace.untilBytes(60_000, 10_000)).isEqualTo(15_000);
    assertThat(pace.untilItems(30, 10, 10_000)).isEqualTo(30_000);
  }

  @Test
  void itIsUnknownBeforeAnythingHasCome() {
    assertThat(pace.untilBytes(60_000, 10_000)).isNull();
    assertThat(pace.untilItems(30, 0, 10_000)).isNull();
    pace.note(10);
    assertThat(pace.untilBytes(60_000, 0)).isNull();
    assertThat(pace.untilBytes(0, 0)).isZero();
  }

  @Test
  void laterRunGoesOnWhereTheOneBeforeEnded() {
    pace.note(40_000);
    pace.stop(2);
    pace.note(50_000);
    Pace later = new Pace(pace.kept(10_000, 3));
    later.note(20_000);
    assertThat(later.received()).isEqualTo(70_000);
    // What came while the clock stood still is no pace.
    assertThat(later.untilBytes(60_000, 15_000)).isEqualTo(15_000);
    assertThat(later.untilItems(4, 5, 15_000)).isEqualTo(15_000);
  }

  @Test
  void lostPartsTakeNothingFromThePace() {
    assertThat(pace.untilItems(3, 1.5, 3_000)).isEqualTo(6_000);
    assertThat(pace.untilItems(3.5, 1, 3_000)).isEqualTo(7_000);
  }

  @Test
  void runBeforeAChangeIsNotComparable() {
    pace.note(90_000);
    pace.restart(10_000, 5);
    pace.note(91_000);
    assertThat(pace.untilBytes(10_000, 11_000)).isEqualTo(10_000);
    assertThat(pace.untilItems(4, 6, 11_000)).isEqualTo(4_000);
  }

  @Test
  void whatComesWhileTheClockStandsIsNoPace() {
    pace.note(10_000);
    pace.stop(1);
    pace.note(30_000);
    pace.start(3);
    assertThat(pace.untilBytes(10_000, 10_000)).isEqualTo(10_000);
    assertThat(pace.untilItems(1, 3, 10_000)).isEqualTo(10_000);
  }
}
