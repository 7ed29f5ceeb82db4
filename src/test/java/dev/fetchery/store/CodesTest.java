package dev.fetchery.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import org.junit.jupiter.api.Test;

class CodesTest {
  @Test
  void everyConstantHasItsNumber() {
    assertThat(Codes.ITEM_STATES).containsExactlyInAnyOrder(ItemState.values());
    assertThat(Codes.JOB_STATES).containsExactlyInAnyOrder(JobState.values());
    assertThat(Codes.INTEGRITIES).containsExactlyInAnyOrder(Integrity.values());
    assertThat(Codes.ERRORS).containsExactlyInAnyOrder(ErrorCode.values()).hasSizeLessThan(63);
  }

  @Test
  void openJobsHaveTheLeastNumbers() {
    for (JobState state : JobState.values()) {
      assertThat(Codes.of(Codes.JOB_STATES, state) < 3).isEqualTo(state.open());
    }
  }
}
