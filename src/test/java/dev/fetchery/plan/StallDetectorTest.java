package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallDetectorTest {
  private final StallDetector detector = new StallDetector();

  @Test
  void nothingIsStalledAtFirst() {
    assertThat(detector.stalledMs(1_000)).isZero();
    detector.look(true, 0, 1_000);
    assertThat(detector.stalledMs(61_000)).isZero();
  }

  @Test
  void whatCouldMoveAndDoesNotIsStalledSinceItWasSeenSo() {
    detector.look(true, 5, 1_000);
    detector.look(true, 5, 2_000);
    detector.look(true, 5, 30_000);
    assertThat(detector.stalledMs(62_000)).isEqualTo(60_000);
  }

  @Test
  void aRequestThatStartsOrEndsIsAMove() {
    detector.look(true, 5, 1_000);
    detector.look(true, 5, 2_000);
    detector.look(true, 6, 50_000);
    assertThat(detector.stalledMs(62_000)).isZero();
    detector.look(true, 6, 51_000);
    assertThat(detector.stalledMs(62_000)).isEqualTo(11_000);
  }

  @Test
  void whatCannotMoveIsNotStalledHoweverLongItTakes() {
    detector.look(true, 5, 1_000);
    detector.look(true, 5, 2_000);
    detector.look(false, 5, 3_000);
    assertThat(detector.stalledMs(900_000)).isZero();
    detector.look(true, 5, 900_000);
    assertThat(detector.stalledMs(901_000)).isEqualTo(1_000);
  }
}
