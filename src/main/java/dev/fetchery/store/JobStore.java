package dev.fetchery.store;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Counters;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Series;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The record of jobs and their items, from which a restarted service rebuilds everything else.
 *
 * <p>Writes are carried out in the order they are called, many to a commit, and complete when that
 * commit is as durable as configured. Every stage may fail with {@link StoreException}. Stages
 * complete on a thread of the store. Safe for use by many threads.
 */
public interface JobStore extends JobReads, AutoCloseable {

  /**
   * Counts the start of a coordinator.
   *
   * @return its epoch: 1, or one more than that of the coordinator before
   */
  CompletionStage<Long> beginEpoch();

  /**
   * The coordinator of this epoch takes commands.
   *
   * @param address of its interface, as a URL
   */
  CompletionStage<Void> leads(String address);

  /** The fetchers that were given tasks by this coordinator or one before. */
  CompletionStage<List<Holder>> holders();

  /** Records a fetcher before it is given tasks. */
  CompletionStage<Void> holds(Holder holder);

  /** Records that these fetchers hold no task any more. */
  CompletionStage<Void> holdsNoMore(Set<String> fetchers);

  // --- lists

  /** Keeps a piece of a posted list, the pieces in their order from 0. */
  CompletionStage<Void> keepList(String name, int piece, byte[] content);

  /** Removes a list. */
  CompletionStage<Void> dropList(String name);

  // --- jobs

  /**
   * Stores a new job. If its idempotency key was used before, returns the earlier job with {@code
   * existed}, or fails with {@link StoreException.KeyReused} if the fingerprint differs. Fails with
   * {@link StoreException.TooManyOpen} if {@code maxOpen} jobs are open.
   */
  CompletionStage<Created> create(NewJob job, int maxOpen);

  /** Changes the columns of a job's row that are not null here; returns the row afterwards. */
  CompletionStage<JobRow> change(JobChange change);

  /** Records directories that a job made. */
  CompletionStage<Void> addDirectories(String job, List<String> directories);

  /** Marks a job as deleted: no read finds it from then on; {@link #erase} removes its rows. */
  CompletionStage<Boolean> markDeleted(String id);

  /** Removes up to 1,000 rows of a marked job; true when nothing is left. */
  CompletionStage<Boolean> erase(String id);

  // --- discovery

  /**
   * Appends discovered items with the discovery's new position in one commit, and claims the names
   * that are known. Items get consecutive numbers starting at the job's {@code discovered}.
   *
   * <p>An item that has ended already is completed in the same commit. So is one whose name an item
   * of an open job holds, under {@link NewItem.Numbering#NO}: it fails with {@code collision}. An
   * item that comes as skipped because its file exists, and gets a numbered name, waits instead.
   *
   * @param reached how far discovery is with them
   */
  CompletionStage<Appended> append(String job, List<NewItem> items, JobRow.Discovery reached);

  /** The same, of a source that does not say how many items it has. */
  default CompletionStage<Appended> append(
      String job, List<NewItem> items, @Nullable String position, boolean discoveryDone) {
    return append(job, items, new JobRow.Discovery(position, discoveryDone, null));
  }

  /**
   * The URLs that the job has not listed before, in their order, for sources that may list one
   * twice. The next {@link #append} records them as listed.
   */
  CompletionStage<Set<String>> unlisted(String job, List<String> urls);

  // --- items

  /**
   * Claims a name for a waiting item, and releases the one it held before. A name that the item
   * holds already is granted again; under {@link NewItem.Numbering#YES} the next number is granted
   * instead, since such a call means that a file was found under that name.
   *
   * @return the granted path, numbered if asked; null if it is taken or the item has ended
   */
  CompletionStage<@Nullable String> claim(
      String job, long seq, String path, NewItem.Numbering numbering);

  /** Records attempts that did not end their items, and the parts they left. */
  CompletionStage<Void> attempted(String job, List<Attempted> attempts);

  /**
   * Ends items: states, counters and completion numbers in one commit. Skips items that have ended
   * already.
   */
  CompletionStage<List<Completion>> complete(String job, List<ItemResult> endings);

  /**
   * Ends up to 1,000 waiting items.
   *
   * @param host only items of this host; null for any
   * @param except numbers of items that are active, which are left
   * @param fault null where the items did not fail
   */
  CompletionStage<List<Completion>> endWaiting(
      String job,
      @Nullable String host,
      Set<Long> except,
      ItemState state,
      @Nullable Fault fault,
      Instant now);

  /**
   * Puts up to 1,000 ended items back to waiting, with no attempts counted. Their completions stay
   * as they are.
   *
   * @param states only items in these states
   * @param codes only items with these errors; empty for any
   * @param lastN only items that ended with this completion number or an earlier one, so that the
   *     slices come to an end while further items do
   * @return what they were counted as; nothing when none is left
   */
  CompletionStage<Counters> reopen(
      String job, Set<ItemState> states, Set<ErrorCode> codes, long lastN);

  /**
   * The same for items that are named, all in one step.
   *
   * @param seqs at most 1,000 numbers; those of no item are passed over
   */
  CompletionStage<Counters> reopen(
      String job, Collection<Long> seqs, Set<ItemState> states, Set<ErrorCode> codes);

  /** Removes and returns up to 1,000 parts recorded for items of a job; none when none is left. */
  CompletionStage<List<Part>> takeParts(String job);

  // --- history: how jobs went, for a job of any size and age in less than 64 KiB

  /** Keeps this series in place of the one before. */
  CompletionStage<Void> keep(String job, Series series);

  /**
   * Adds an entry to a job's log, beside those that its changes of state make by themselves. When
   * it is full, the oldest goes that is not among the first few.
   *
   * @param detail is cut where it is long
   */
  CompletionStage<Void> log(String job, LogEntry.Kind kind, @Nullable String detail);

  /**
   * Adds attempts, of which the last ten of an item are kept. When the space of a job is used up,
   * items that are done lose theirs to items that failed; what then has no room is dropped.
   */
  CompletionStage<Void> addAttempts(String job, List<ItemAttempt> attempts);

  /**
   * Completes once the right to write is lost for good, for instance to another process. What was
   * not answered before is not answered then; the process is to end without another word.
   */
  default CompletionStage<StoreException> lost() {
    return new CompletableFuture<>();
  }

  /** Carries out what was called before, then closes. Blocks. */
  @Override
  void close();

  /**
   * A fetcher that may hold tasks.
   *
   * @param fetcher tells it from all others of any process, whatever sessions it had
   * @param place where its node listens for others, {@code host:port}; empty where that is unknown
   */
  record Holder(String fetcher, String place) {}

  /**
   * A job to be stored.
   *
   * @param specJson the job as JSON with its secrets
   * @param shownSpec the job as JSON with its secrets masked and its defaults filled in
   * @param directory what all its files lie in, below the downloads directory; empty for that
   *     itself
   * @param hidden a dry run: not listed, removed at the next start
   */
  record NewJob(
      String id,
      @Nullable String name,
      String directory,
      String specJson,
      String shownSpec,
      Instant createdAt,
      @Nullable String idempotencyKey,
      @Nullable String fingerprint,
      boolean hidden) {}

  /**
   * A stored job.
   *
   * @param existed whether an earlier request had made it
   */
  record Created(JobRow row, boolean existed) {}

  /**
   * Appended items.
   *
   * @param waiting those that wait
   * @param completions of those that ended at once
   */
  record Appended(long firstSeq, List<PendingItem> waiting, List<Completion> completions) {}

  /**
   * An attempt that failed or was interrupted; {@code retry} counts it among the retries.
   *
   * @param tried what became of the attempts so far, this one included
   */
  record Attempted(long seq, PendingItem.Attempts tried, boolean retry) {
    public @Nullable Part part() {
      return tried.part();
    }
  }

  /** An attempt at an item. */
  record ItemAttempt(long seq, AttemptRecord attempt) {}
}
