package dev.fetchery.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Series;
import dev.fetchery.job.Series.Point;
import org.junit.jupiter.api.Test;

class SeriesRecorderTest {
  private static final long START = 1_700_000_000_000L;

  private static Series of(SeriesRecorder recorder) {
    return recorder.series(Series.Pace.NONE);
  }

  @Test
  void whatComesCountsForItsStep() {
    SeriesRecorder recorder = new SeriesRecorder(null, START, 5, 100);
    recorder.note(START + 250, 7, 300, 4);
    recorder.note(START + 1_000, 8, 300, 4);
    recorder.note(START + 1_250, 8, 350, 2);
    Series series = of(recorder);
    assertThat(series.fromMs()).isEqualTo(START);
    assertThat(series.stepMs()).isEqualTo(1_000);
    assertThat(series.points())
        .containsExactly(new Point(3, 200, 4_000, 1_000), new Point(0, 50, 500, 250));
  }

  @Test
  void stepsGrowSoThatThereAreNeverTooMany() {
    SeriesRecorder recorder = new SeriesRecorder(null, START, 0, 0);
    for (int i = 1; i <= 100_000; i++) {
      recorder.note(START + i * 1_000L, i, 10L * i, 1);
    }
    Series series = of(recorder);
    assertThat(series.stepMs()).isEqualTo(512_000);
    assertThat(series.points()).hasSize(196).hasSizeLessThanOrEqualTo(Series.MAX_POINTS);
    assertThat(series.points().stream().mapToLong(Point::items).sum()).isEqualTo(100_000);
    assertThat(series.points().stream().mapToLong(Point::bytes).sum()).isEqualTo(1_000_000);
    assertThat(series.points().get(7)).isEqualTo(new Point(512, 5_120, 512_000, 512_000));
  }

  @Test
  void pauseIsAGapWithoutWork() {
    SeriesRecorder first = new SeriesRecorder(null, START, 0, 0);
    first.note(START + 1_000, 3, 30, 2);
    SeriesRecorder second = new SeriesRecorder(of(first), START + 5_000, 3, 30);
    second.note(START + 5_500, 4, 40, 2);
    Series series = of(second);
    assertThat(series.points()).hasSize(6);
    assertThat(series.points().get(0)).isEqualTo(new Point(3, 30, 2_000, 1_000));
    assertThat(series.points().get(3)).isEqualTo(new Point(0, 0, 0, 0));
    assertThat(series.points().get(5)).isEqualTo(new Point(1, 10, 1_000, 500));
  }

  @Test
  void clockThatWasSetBackHarmsNothing() {
    SeriesRecorder first = new SeriesRecorder(null, START, 0, 0);
    first.note(START + 1_000, 3, 30, 2);
    SeriesRecorder second = new SeriesRecorder(of(first), START - 50_000, 3, 30);
    second.note(START - 49_000, 4, 40, 2);
    assertThat(of(second).points().stream().mapToLong(Point::items).sum()).isEqualTo(4);
  }

  @Test
  void yearsOfPauseAreNoProblem() {
    SeriesRecorder first = new SeriesRecorder(null, START, 0, 0);
    first.note(START + 1_000, 3, 30, 2);
    long later = START + 3L * 365 * 24 * 3_600_000;
    SeriesRecorder second = new SeriesRecorder(of(first), later, 3, 30);
    second.note(later + 500, 4, 40, 2);
    assertThat(of(second).points()).hasSizeLessThanOrEqualTo(Series.MAX_POINTS);
  }
}
