package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Part;

/** Something a job needs fetched: an item, a lookup, or a document of its discovery. */
interface Fetch {
  JobRunner runner();

  /**
   * The task to lease, or null where there is nothing left to fetch: then the duty has ended
   * itself.
   */
  Task begin(Lease lease);

  /** The task came to an end; its slot is free already. */
  void ended(Lease lease, Outcome outcome);

  /** The fetcher needs a name before it can publish. */
  void nameAsked(Lease lease, NameRequest ask);

  /** So much of its body is on disk that it is worth continuing, should the process die. */
  default void grown(Part part) {}

  /** The fetcher is gone: the task is up for another, the attempt not counted. */
  void lost(Lease lease);

  /** Its host is given up; the duty is not ready any more and ends. */
  void giveUp(Fault fault);

  /** Tells different items of the service apart, for the host's governor. */
  Object identity();
}
