package dev.fetchery.coordinator.job;

import dev.fetchery.job.Fault;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import dev.fetchery.store.JobStore.JobChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Names the few fields of a job's row that change. */
public final class ChangeBuilder {
  private final String id;
  private @Nullable JobState state;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable Fault error;
  private @Nullable String spec;
  private @Nullable String shownSpec;
  private @Nullable Long elapsedMs;
  private @Nullable Boolean cancelling;
  private boolean clearFinishedAt;
  private boolean clearError;
  private JobPatch.@Nullable Rename rename;

  public ChangeBuilder(String id) {
    this.id = id;
  }

  public ChangeBuilder state(@Nullable JobState to) {
    state = to;
    return this;
  }

  public ChangeBuilder startedAt(Instant at) {
    startedAt = at;
    return this;
  }

  public ChangeBuilder finishedAt(Instant at) {
    finishedAt = at;
    return this;
  }

  public ChangeBuilder error(@Nullable Fault why) {
    error = why;
    return this;
  }

  /**
   * @param json the job with its secrets
   * @param shown the same as it may be shown
   */
  public ChangeBuilder spec(String json, String shown) {
    spec = json;
    shownSpec = shown;
    return this;
  }

  public ChangeBuilder elapsedMs(long ms) {
    elapsedMs = ms;
    return this;
  }

  public ChangeBuilder cancelling(boolean on) {
    cancelling = on;
    return this;
  }

  public ChangeBuilder rename(JobPatch.@Nullable Rename to) {
    rename = to;
    return this;
  }

  public ChangeBuilder clearError() {
    clearError = true;
    return this;
  }

  public ChangeBuilder reopened() {
    clearError = true;
    clearFinishedAt = true;
    return this;
  }

  public JobChange build() {
    return new JobChange(
        id,
        state,
        startedAt,
        finishedAt,
        error,
        spec,
        shownSpec,
        elapsedMs,
        cancelling,
        clearFinishedAt,
        clearError,
        rename);
  }
}
