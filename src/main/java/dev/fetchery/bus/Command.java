package dev.fetchery.bus;

import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobPatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of the coordinator; answered by {@link Answer}. */
public sealed interface Command extends BusMessage {

  /**
   * A new job.
   *
   * @param idempotencyKey or null
   * @param fingerprint of body and query, compared where the key was used before; null without one
   */
  record Submit(JobDocument document, @Nullable String idempotencyKey, @Nullable String fingerprint)
      implements Command {}

  /**
   * What a job would do; answered by {@link Answer.Planned}.
   *
   * @param call by which it can be ended
   */
  record DryRun(JobDocument document, String call) implements Command {}

  /** The caller of a dry run is gone; answered by {@link Answer.Done}. */
  record EndDryRun(String call) implements Command {}

  record Pause(String job) implements Command {}

  record Resume(String job) implements Command {}

  record Cancel(String job) implements Command {}

  /**
   * Puts failed, not found and cancelled items back.
   *
   * @param codes those with these errors alone; empty for all
   * @param items those with these numbers alone; empty for all
   */
  record RetryItems(String job, List<ErrorCode> codes, List<Long> items) implements Command {
    /** Most items that one command names. */
    public static final int MAX_ITEMS = 1_000;

    public RetryItems {
      codes = List.copyOf(codes);
      items = List.copyOf(items);
      if (items.size() > MAX_ITEMS) {
        throw new IllegalArgumentException("more than " + MAX_ITEMS + " items");
      }
    }
  }

  /** Changes limits, request headers or the name of a job. */
  record ChangeJob(String job, JobPatch patch) implements Command {}

  record Delete(String job, boolean files) implements Command {}

  /** Re-reads saved files; answered by {@link Answer.Verified}. */
  record Verify(String job) implements Command {}

  /** How far a verification is that is under way; answered by {@link Answer.Verifying}. */
  record ShowVerification(String job) implements Command {}

  /** The job view with its live progress; answered by {@link Answer.JobView}. */
  record Show(String job) implements Command {}

  /** Live views of every open job; answered by {@link Answer.JobViews}. */
  record ShowOpen() implements Command {}

  /** The hosts that are asked or were of late; answered by {@link Answer.Hosts}. */
  record ShowHosts() implements Command {}

  /** The nodes that fetch, or did of late; answered by {@link Answer.FetcherNodes}. */
  record ShowFetchers() implements Command {}

  /**
   * Gives a node nothing new for as long as its process lasts; answered by {@link
   * Answer.FetcherNodes} with that node.
   */
  record DrainFetchers(String node) implements Command {}

  /** Which items are being fetched; answered by {@link Answer.ActiveItems}. */
  record ShowActive(String job) implements Command {}

  /** Starts nothing new, gives active requests their grace, answers when all is stored. */
  record Drain(long graceMs) implements Command {}
}
