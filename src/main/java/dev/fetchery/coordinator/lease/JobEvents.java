package dev.fetchery.coordinator.lease;

import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the parts of a job, and the fetchers that work for it, report to it. */
public interface JobEvents {
  /** The job as it is now. */
  JobInfo info();

  // --- by the fetchers

  /** One of its fetches was leased. */
  void took(Lease lease);

  /** A lease is over; what came of it follows. */
  void left(Lease lease);

  /** All that one report brought has been handed on: it is stored in one go. */
  void flush();

  /** The part of a published file is gone. */
  void settled();

  /** A host is given up: what waits for it fails. */
  void hostGivenUp(String host, Fault fault);

  // --- by its parts

  /** Items were found and stored. */
  void discovered(long count);

  /** An item is tried once more. */
  void retried();

  /** Completions are stored. */
  void completed(List<Completion> completions);

  /** A file is published: the job does not end before {@link #settled()}. */
  void willSettle();

  /** Keeps the job from ending while something is being written. */
  <T extends @Nullable Object> Future<T> writing(Future<T> write);

  /** The disk is full. */
  void noSpace(String detail);

  /** Something may let the job end now. */
  void checkFinished();
}
