package dev.fetchery.bus;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import java.util.List;

/** What the coordinator announces, always after it is stored. */
public sealed interface News extends BusMessage {

  /** Completions of one job, in order of {@code n}, the next after those announced before. */
  record Completed(String job, List<Completion> completions) implements News {
    public Completed {
      completions = List.copyOf(completions);
    }
  }

  /** A job changed its state (or was made). */
  record Changed(Job job) implements News {}

  /** A running job moved on; at most four a second for each. */
  record Moved(String job, Progress progress) implements News {}

  /** A job is no more. */
  record Deleted(String job) implements News {}
}
