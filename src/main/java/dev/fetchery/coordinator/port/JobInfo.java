package dev.fetchery.coordinator.port;

import dev.fetchery.job.JobSpec;
import java.time.Instant;

/** What the parts of a running job may know of it, as it is now. */
public interface JobInfo {
  String id();

  /** Its limits and request headers may change while it runs; the rest does not. */
  JobSpec spec();

  Instant createdAt();

  /** Whether it only plans: its items are never let in. */
  boolean dryRun();

  boolean cancelling();

  /** Whether discovery may go on. */
  boolean mayDiscover();

  /** Items found so far. */
  long discovered();

  /** When this run of it began, in epoch milliseconds. */
  long beganMs();
}
