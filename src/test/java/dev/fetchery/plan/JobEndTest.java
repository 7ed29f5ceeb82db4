package dev.fetchery.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import org.junit.jupiter.api.Test;

class JobEndTest {
  private static final Fault BROKEN = new Fault(ErrorCode.CONNECT, "the source is gone");

  private static Counters ended(
      long done, long skipped, long notFound, long failed, long cancelled) {
    long all = done + skipped + notFound + failed + cancelled;
    return new Counters(all, done, skipped, notFound, failed, cancelled, 0, 0);
  }

  private static JobState of(Counters counters) {
    return JobEnd.of(counters, null, false);
  }

  @Test
  void everythingDoneOrSkippedIsSuccess() {
    assertThat(of(ended(3, 0, 0, 0, 0))).isEqualTo(JobState.SUCCEEDED);
    assertThat(of(ended(0, 3, 0, 0, 0))).isEqualTo(JobState.SUCCEEDED);
    assertThat(of(ended(2, 1, 0, 0, 0))).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void noItemsAtAllAreSuccess() {
    assertThat(of(Counters.NONE)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void somethingGoodAndSomethingNotIsPartial() {
    assertThat(of(ended(1, 0, 1, 0, 0))).isEqualTo(JobState.PARTIAL);
    assertThat(of(ended(0, 1, 0, 1, 0))).isEqualTo(JobState.PARTIAL);
    assertThat(of(ended(1, 0, 0, 0, 1))).isEqualTo(JobState.PARTIAL);
  }

  @Test
  void nothingGoodIsFailure() {
    assertThat(of(ended(0, 0, 1, 0, 0))).isEqualTo(JobState.FAILED);
    assertThat(of(ended(0, 0, 0, 1, 0))).isEqualTo(JobState.FAILED);
    assertThat(of(ended(0, 0, 2, 3, 1))).isEqualTo(JobState.FAILED);
  }

  @Test
  void aDiscoveryThatBrokeOffIsNeverSuccess() {
    assertThat(JobEnd.of(ended(3, 0, 0, 0, 0), BROKEN, false)).isEqualTo(JobState.PARTIAL);
    assertThat(JobEnd.of(Counters.NONE, BROKEN, false)).isEqualTo(JobState.FAILED);
    assertThat(JobEnd.of(ended(0, 0, 1, 0, 0), BROKEN, false)).isEqualTo(JobState.FAILED);
  }

  @Test
  void cancelledWinsOverWhatElseCameOfIt() {
    assertThat(JobEnd.of(ended(3, 0, 0, 0, 0), null, true)).isEqualTo(JobState.CANCELLED);
    assertThat(JobEnd.of(ended(1, 0, 0, 0, 2), BROKEN, true)).isEqualTo(JobState.CANCELLED);
  }
}
