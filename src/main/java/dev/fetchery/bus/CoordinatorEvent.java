package dev.fetchery.bus;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Job;
import dev.fetchery.job.Progress;
import java.util.List;
import java.util.Map;

/** What the coordinator announces, always after storing it. */
public sealed interface CoordinatorEvent extends BusMessage {

  /** Completions of one job, in order of {@code n}, the next after those announced before. */
  record Completed(String job, List<Completion> completions) implements CoordinatorEvent {
    public Completed {
      completions = List.copyOf(completions);
    }
  }

  /** A job changed its state (or was made). */
  record Changed(Job job) implements CoordinatorEvent {}

  /** A running job moved on; at most four a second for each. */
  record ProgressChanged(String job, Progress progress) implements CoordinatorEvent {}

  /** A job was deleted. */
  record Deleted(String job) implements CoordinatorEvent {}

  /**
   * State of the service's work, sent each second: what only the coordinator knows.
   *
   * @param active requests under way
   * @param leases tasks that fetchers hold
   * @param oldestLeaseMs how long ago the oldest of them was handed out; 0 without any
   * @param uncommitted outcomes that are not stored yet
   * @param startable requests that could start but for want of fetchers with room
   * @param nodes that fetch, or did of late
   * @param attempts ended since the start, by result: {@code ok} or the wire name of the error
   * @param stalledMs for how long nothing has started or ended though it could
   */
  record ServiceStats(
      long active,
      long leases,
      long oldestLeaseMs,
      long uncommitted,
      long startable,
      List<FetcherNode> nodes,
      Map<String, Long> attempts,
      long stalledMs)
      implements CoordinatorEvent {
    public ServiceStats {
      nodes = List.copyOf(nodes);
      attempts = Map.copyOf(attempts);
    }
  }
}
