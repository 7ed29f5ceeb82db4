package dev.fetchery.coordinator;

import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobStore.JobChange;
import java.time.Instant;

/** Names the few fields of a job's row that change. */
final class ChangeBuilder {
  private final String id;
  private JobState state;
  private Instant startedAt;
  private Instant finishedAt;
  private Fault error;
  private String spec;
  private String shownSpec;
  private Long elapsedMs;
  private Boolean discoveryDone;
  private Boolean cancelling;
  private boolean clearFinishedAt;
  private boolean clearError;

  ChangeBuilder(String id) {
    this.id = id;
  }

  ChangeBuilder state(JobState to) {
    state = to;
    return this;
  }

  ChangeBuilder startedAt(Instant at) {
    startedAt = at;
    return this;
  }

  ChangeBuilder finishedAt(Instant at) {
    finishedAt = at;
    return this;
  }

  ChangeBuilder error(Fault why) {
    error = why;
    return this;
  }

  ChangeBuilder spec(String json, String shown) {
    spec = json;
    shownSpec = shown;
    return this;
  }

  ChangeBuilder elapsedMs(long ms) {
    elapsedMs = ms;
    return this;
  }

  ChangeBuilder cancelling(boolean on) {
    cancelling = on;
    return this;
  }

  ChangeBuilder clearError() {
    clearError = true;
    return this;
  }

  ChangeBuilder reopened() {
    clearError = true;
    clearFinishedAt = true;
    return this;
  }

  JobChange build() {
    return new JobChange(
        id,
        state,
        startedAt,
        finishedAt,
        error,
        spec,
        shownSpec,
        elapsedMs,
        null,
        discoveryDone,
        cancelling,
        clearFinishedAt,
        clearError);
  }
}
