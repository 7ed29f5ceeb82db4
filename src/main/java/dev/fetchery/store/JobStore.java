package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The record of jobs and their items, from which a restarted service rebuilds everything else.
 *
 * <p>Writes are carried out in the order they are called, many to a commit, and complete when that
 * commit is as durable as configured. Reads run at the same time, see what is committed, and hold a
 * transaction for one page at most. Every stage may fail with {@link StoreException}. Stages
 * complete on a thread of the store. Safe for use by many threads.
 */
public interface JobStore extends HistoryStore, AutoCloseable {

  /** The most rows of a page. */
  int PAGE = 500;

  /**
   * Characters after which a page ends, though it has fewer rows than were asked for. A page of
   * jobs, items or completions has at least one row where there is one: only an empty page is the
   * last.
   */
  int PAGE_CHARS = 256 << 10;

  // --- jobs

  /**
   * Stores a new job. If its idempotency key was used before, returns the earlier job with {@code
   * existed}, or fails with {@link StoreException.KeyReused} if the fingerprint differs. Fails with
   * {@link StoreException.TooManyOpen} if {@code maxOpen} jobs are open.
   */
  CompletionStage<Created> create(NewJob job, int maxOpen);

  /** Changes the columns of a job's row that are not null here; returns the row afterwards. */
  CompletionStage<JobRow> change(JobChange change);

  /** The job, or null. Hidden and deleted jobs are not found. */
  CompletionStage<@Nullable JobRow> job(String id);

  /**
   * Jobs that fit, in their order.
   *
   * @param after only jobs beyond this place; null for all
   */
  CompletionStage<List<JobRow>> jobs(JobQuery query, JobQuery.@Nullable Place after, int limit);

  /**
   * How many jobs there are of each state.
   *
   * @param text part of name or id; null for any
   */
  CompletionStage<Map<JobState, Long>> counts(@Nullable String text);

  /** The newest open job that was made with this fingerprint, or null. */
  CompletionStage<@Nullable JobRow> openJob(String fingerprint);

  /** Every open job, hidden ones included, oldest first. */
  CompletionStage<List<JobRow>> openJobs();

  /**
   * Ids of jobs to be erased: those marked as deleted, and those that finished before an instant.
   *
   * @param finishedBefore null for the marked ones alone
   */
  CompletionStage<List<String>> deletable(@Nullable Instant finishedBefore);

  /** Records directories that a job made. */
  CompletionStage<Void> made(String job, List<String> directories);

  /**
   * Directories that a job made, each before the one it is in.
   *
   * @param before the last directory of the page before; null for the first page
   */
  CompletionStage<List<String>> directories(String job, @Nullable String before, int limit);

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
   * @return how many; 0 when none is left
   */
  CompletionStage<Integer> reopen(String job, Set<ItemState> states, Set<ErrorCode> codes);

  // --- reads

  /**
   * Waiting items in order.
   *
   * @param host only items of this host; null for any
   * @param fromSeq the first number
   */
  CompletionStage<List<PendingItem>> waiting(
      String job, @Nullable String host, long fromSeq, int limit);

  /** The item, or null. */
  CompletionStage<@Nullable Item> item(String job, long seq);

  /** The done item that saved this file, or null. */
  CompletionStage<@Nullable Item> itemOfFile(String job, String path);

  /**
   * Items in order.
   *
   * @param state only items in this state; null for any. {@code ACTIVE} is not stored: active items
   *     are waiting here
   * @param afterSeq only items after this number; -1 for all
   */
  CompletionStage<List<Item>> items(
      String job, @Nullable ItemState state, long afterSeq, int limit);

  /**
   * Items that fit, in an order that is not by value.
   *
   * @param scan rows to look at, at most
   */
  CompletionStage<ItemSlice> find(
      String job, ItemQuery query, ItemOrder order, ItemSlice.Place after, int limit, int scan);

  /**
   * Items that fit, in an order by value, of those with a number from {@code fromSeq} on.
   *
   * @param limit may be more than {@link #PAGE}
   * @param scan rows to look at, at most; {@code next} says from which number to look on
   */
  CompletionStage<ItemSlice> best(
      String job,
      ItemQuery query,
      ItemOrder order,
      ItemSlice.Place after,
      long fromSeq,
      int limit,
      int scan);

  /** Those items of a list of numbers that fit, in the order of the list. */
  CompletionStage<List<Item>> chosen(String job, ItemQuery query, List<Long> seqs);

  /** Completions in order of {@code n}, each with the item as it was at that moment. */
  CompletionStage<List<Completion>> completions(String job, long afterN, int limit);

  /** Removes and returns the parts recorded for items of a job. */
  CompletionStage<List<Part>> takeParts(String job);

  /** Whether any item is in one of these states, with one of these errors (empty for any). */
  CompletionStage<Boolean> any(String job, Set<ItemState> states, Set<ErrorCode> codes);

  /** The file last saved at this path, or null. */
  CompletionStage<@Nullable SavedFile> savedFile(String path);

  /**
   * Times of saved files without a digest, in epoch milliseconds, by item from {@code fromSeq} to
   * {@code toSeq}.
   */
  CompletionStage<Map<Long, Long>> savedTimes(String job, long fromSeq, long toSeq);

  /** Numbers of items by host, the largest first, of at most {@code limit} hosts. */
  CompletionStage<Map<String, Long>> hosts(String job, int limit);

  /** Groups of done items with the same content. */
  CompletionStage<Groups> duplicates(String job, int limit);

  /** Groups of items that asked for the same name. */
  CompletionStage<Groups> collisions(String job, int limit);

  /** The last commit, and whether commits fail. */
  Health health();

  /** Carries out what was called before, then closes. Blocks. */
  @Override
  void close();

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
   * A change of a job. Null leaves a column as it is; {@code clear…} sets it to null.
   *
   * @param shownSpec changes with {@code specJson}, never alone
   * @param elapsedMs time spent running so far
   * @param rename another label
   */
  record JobChange(
      String id,
      @Nullable JobState state,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Fault error,
      @Nullable String specJson,
      @Nullable String shownSpec,
      @Nullable Long elapsedMs,
      @Nullable Boolean cancelling,
      boolean clearFinishedAt,
      boolean clearError,
      JobPatch.@Nullable Rename rename) {

    /** A change that leaves the label. */
    public JobChange(
        String id,
        @Nullable JobState state,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Fault error,
        @Nullable String specJson,
        @Nullable String shownSpec,
        @Nullable Long elapsedMs,
        @Nullable Boolean cancelling,
        boolean clearFinishedAt,
        boolean clearError) {
      this(
          id,
          state,
          startedAt,
          finishedAt,
          error,
          specJson,
          shownSpec,
          elapsedMs,
          cancelling,
          clearFinishedAt,
          clearError,
          null);
    }

    public static JobChange of(String id, JobState state) {
      return new JobChange(id, state, null, null, null, null, null, null, null, false, false);
    }
  }

  /**
   * Appended items.
   *
   * @param waiting those that wait
   * @param completions of those that ended at once
   */
  record Appended(long firstSeq, List<PendingItem> waiting, List<Completion> completions) {}

  /** An attempt that failed or was interrupted; {@code retry} counts it among the retries. */
  record Attempted(long seq, int attempts, long notBeforeMs, @Nullable Part part, boolean retry) {}

  /** A saved file, with the validators that a later refresh sends. */
  record SavedFile(
      String path,
      String url,
      long size,
      @Nullable String sha256,
      @Nullable String etag,
      @Nullable String lastModified) {}

  /** Numbers of items by file or digest, the longest lists cut; and the count of all groups. */
  record Groups(Map<String, List<Long>> groups, long count) {
    static final Groups NONE = new Groups(Map.of(), 0);
  }

  /**
   * The state of writing.
   *
   * @param commitMicros how long the last commit took
   * @param batch operations in the last commit
   * @param failingSince when commits began to fail; null if the last one succeeded
   */
  record Health(long commitMicros, int batch, @Nullable Instant failingSince) {}
}
