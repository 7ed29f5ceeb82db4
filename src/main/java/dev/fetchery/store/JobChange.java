package dev.fetchery.store;

import dev.fetchery.job.Fault;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a stored job. Null leaves what is there, also within the groups.
 *
 * @param cancelling whether it is being cancelled
 * @param rename another label
 */
public record JobChange(
    String id,
    @Nullable JobState state,
    Times times,
    @Nullable Fault error,
    @Nullable Document document,
    @Nullable Boolean cancelling,
    JobPatch.@Nullable Rename rename,
    Cleared cleared) {

  /**
   * When it ran.
   *
   * @param elapsedMs time spent running so far
   */
  public record Times(
      @Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Long elapsedMs) {}

  /**
   * What was posted.
   *
   * @param json the job with its secrets
   * @param shown the same as it may be shown
   */
  public record Document(String json, String shown) {}

  /** What is set to null where there is no other value. */
  public record Cleared(boolean finishedAt, boolean error) {}

  /** Names the few things of a job that change. */
  public static Builder of(String id) {
    return new Builder(id);
  }

  /** See {@link #of}. */
  public static final class Builder {
    private final String id;
    private @Nullable JobState state;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Fault error;
    private @Nullable Document document;
    private @Nullable Long elapsedMs;
    private @Nullable Boolean cancelling;
    private boolean clearFinishedAt;
    private boolean clearError;
    private JobPatch.@Nullable Rename rename;

    private Builder(String id) {
      this.id = id;
    }

    public Builder state(@Nullable JobState to) {
      state = to;
      return this;
    }

    public Builder startedAt(Instant at) {
      startedAt = at;
      return this;
    }

    public Builder finishedAt(Instant at) {
      finishedAt = at;
      return this;
    }

    public Builder error(@Nullable Fault why) {
      error = why;
      return this;
    }

    public Builder document(Document changed) {
      document = changed;
      return this;
    }

    public Builder elapsedMs(long ms) {
      elapsedMs = ms;
      return this;
    }

    public Builder cancelling(boolean on) {
      cancelling = on;
      return this;
    }

    public Builder rename(JobPatch.@Nullable Rename to) {
      rename = to;
      return this;
    }

    public Builder clearError() {
      clearError = true;
      return this;
    }

    /** It has not ended, and nothing is wrong with it. */
    public Builder reopened() {
      clearError = true;
      clearFinishedAt = true;
      return this;
    }

    public JobChange build() {
      return new JobChange(
          id,
          state,
          new Times(startedAt, finishedAt, elapsedMs),
          error,
          document,
          cancelling,
          rename,
          new Cleared(clearFinishedAt, clearError));
    }
  }
}
