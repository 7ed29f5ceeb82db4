package dev.fetchery.plan;

import dev.fetchery.job.Counters;
import dev.fetchery.job.Fault;
import dev.fetchery.job.JobState;
import org.jspecify.annotations.Nullable;

/** What a job that has nothing left to do has come to. */
public final class JobEnd {
  private JobEnd() {}

  /**
   * @param discovery why the discovery broke off, or null
   */
  public static JobState of(Counters counters, @Nullable Fault discovery, boolean cancelled) {
    if (cancelled) {
      return JobState.CANCELLED;
    }
    long good = counters.done() + counters.skipped();
    boolean whole = discovery == null && good == counters.discovered();
    if (whole) {
      return JobState.SUCCEEDED;
    }
    return good > 0 ? JobState.PARTIAL : JobState.FAILED;
  }
}
