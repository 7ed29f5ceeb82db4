package dev.fetchery.http.feed;

import dev.fetchery.context.Confined;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which jobs were open when they were last heard of, to find out what no event told. Confined to
 * the HTTP event loop.
 */
final class OpenJobs {
  private final Confined confined = new Confined();
  private final Map<String, JobState> known = new HashMap<>();
  private boolean begun;

  /**
   * What is otherwise than was known.
   *
   * @param changed jobs that are open, in another state
   * @param gone ids of jobs that are open no more
   */
  record Difference(List<Job> changed, Set<String> gone) {}

  /** An event told of a job. */
  void heard(Job job) {
    assert confined.here();
    if (job.state().open()) {
      known.put(job.id(), job.state());
    } else {
      known.remove(job.id());
    }
  }

  /** A job is no more, or no longer of interest. */
  void forget(String job) {
    assert confined.here();
    known.remove(job);
  }

  /** Compares with the jobs that are open now; the first time nothing is otherwise. */
  Difference compare(List<Job> open) {
    assert confined.here();
    Set<String> gone = new HashSet<>(known.keySet());
    List<Job> changed = new ArrayList<>();
    for (Job job : open) {
      gone.remove(job.id());
      if (known.put(job.id(), job.state()) != job.state()) {
        changed.add(job);
      }
    }
    Difference found = begun ? new Difference(changed, gone) : new Difference(List.of(), Set.of());
    begun = true;
    return found;
  }
}
