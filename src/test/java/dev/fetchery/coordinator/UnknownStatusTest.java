package dev.fetchery.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import dev.fetchery.testing.Reply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownStatusTest extends CoordinatorCase {
  /** It is not among the statuses that are asked for again. */
  @ParameterizedTest
  @ValueSource(ints = {600, 777, 999})
  void statusBeyondAllClassesIsAnAnswerToAProbeAndFailsAFileAtOnce(int status) {
    origin.on("/0", Reply.status(status));
    Job job = rig.run(numbered(1, "'mode':'probe'"));
    assertThat(job.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(rig.items(job.id())).extracting("status").containsExactly(status);
    String saving = rig.run(numbered(1, "")).id();
    assertThat(rig.items(saving).get(0).error())
        .isEqualTo(new Fault(ErrorCode.HTTP_STATUS, "HTTP " + status));
    assertThat(origin.requests("/0")).isEqualTo(2);
  }
}
