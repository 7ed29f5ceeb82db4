package dev.fetchery.coordinator.attempt;

import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.plan.QueuedRequest;

/** What every fetch of a job works with. */
public record FetchSupport(
    JobEvents job,
    FetchQueue queue,
    TaskFactory tasks,
    FetchAttempts attempts,
    JobCookies cookies) {
  /**
   * An entry of the queue.
   *
   * @param urgent goes before the others of its job and host
   * @param notBeforeMs epoch milliseconds; 0 for now
   */
  public QueuedRequest<Fetch> entry(Fetch fetch, String host, boolean urgent, long notBeforeMs) {
    return new QueuedRequest<>(job.info().id(), host, fetch, urgent, notBeforeMs);
  }
}
