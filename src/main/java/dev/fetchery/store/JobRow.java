package dev.fetchery.store;

import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import java.time.Instant;

/**
 * A job as stored.
 *
 * @param specJson the job with its secrets: never shown as it is
 * @param shownSpec the job as JSON with its secrets masked and its defaults filled in
 * @param position where discovery goes on, in the source's own terms, or null at the start
 * @param lastN number of its last completion
 * @param elapsedMs time spent running, before the present run
 * @param cancelling whether it was cancelled but may have active items still
 * @param hidden a dry run
 */
public record JobRow(
    String id,
    String name,
    JobState state,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt,
    Fault error,
    String specJson,
    String shownSpec,
    Counters counters,
    String position,
    boolean discoveryDone,
    long lastN,
    long elapsedMs,
    boolean cancelling,
    boolean hidden) {
  /** Without the specification, which holds secrets. */
  @Override
  public String toString() {
    return id + " " + state;
  }
}
