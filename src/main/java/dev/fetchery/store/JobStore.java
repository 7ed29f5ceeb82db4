package dev.fetchery.store;

import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The truth about jobs: everything else can be rebuilt from it.
 *
 * <p>Writes are carried out in the order they are called, many to a commit, and complete only when
 * that commit is durable as configured. Reads run beside them on connections of their own, see what
 * was committed, and never hold a transaction beyond one page. Every stage may fail with {@link
 * StoreException}. Stages complete on a thread of the store.
 */
public interface JobStore extends AutoCloseable {

  /** The largest page any read returns. */
  int PAGE = 500;

  // --- jobs

  /**
   * Stores a new job, unless its idempotency key was used before: then that job is returned with
   * {@code existed}, or the stage fails with {@link StoreException.KeyReused} where the fingerprint
   * differs. Fails with {@link StoreException.TooManyOpen} at {@code maxOpen} open jobs.
   */
  CompletionStage<Created> create(NewJob job, int maxOpen);

  /** Changes what is not null of a job's row; the row afterwards. */
  CompletionStage<JobRow> change(JobChange change);

  /** The job, or null. Hidden and deleted jobs are not found. */
  CompletionStage<JobRow> job(String id);

  /**
   * Jobs, newest first.
   *
   * @param state those alone, or null
   * @param afterId those made before this one, or null
   */
  CompletionStage<List<JobRow>> jobs(JobState state, String afterId, int limit);

  /** The newest open job that was made with this fingerprint, or null. */
  CompletionStage<JobRow> openJob(String fingerprint);

  /** Every open job, hidden ones included, oldest first. */
  CompletionStage<List<JobRow>> openJobs();

  /** Jobs marked for deletion whose rows are not all gone, and ended ones older than that. */
  CompletionStage<List<String>> deletable(Instant finishedBefore);

  /** Records directories that the job made. */
  CompletionStage<Void> made(String job, List<String> directories);

  /**
   * Directories that the job made, those inside others first.
   *
   * @param before those that come after this one here, or null for all
   */
  CompletionStage<List<String>> directories(String job, String before, int limit);

  /** Marks a job deleted: it is not found from then on; {@link #erase} removes its rows. */
  CompletionStage<Boolean> markDeleted(String id);

  /** Removes up to 1,000 rows of a marked job; true when nothing is left. */
  CompletionStage<Boolean> erase(String id);

  // --- discovery

  /**
   * Appends discovered items with the discovery's new position in one commit, and claims the names
   * that are known. Items get consecutive numbers starting at the job's {@code discovered}.
   *
   * <p>An item that comes with an ending, or whose name is taken under {@link NewItem.Numbering#NO}
   * by an item of an open job (ended at once as failed with {@code collision}), is completed in the
   * same commit. One that comes as skipped for a name, and is numbered, waits under its new name
   * instead.
   *
   * @param discoveryDone whether this is the last of it
   */
  CompletionStage<Appended> append(
      String job, List<NewItem> items, String position, boolean discoveryDone);

  /**
   * Which of these URLs (or their digests) the job has not listed before, and remembers them with
   * the next {@link #append}: for sources that may name a thing twice. The order is kept.
   */
  CompletionStage<Set<String>> unlisted(String job, List<String> urls);

  // --- the life of an item

  /**
   * Claims a name for a waiting item, releasing what it held before. A name that the item itself
   * holds is granted again, but under {@link NewItem.Numbering#YES} the next number is: such a call
   * says that a file was found there.
   *
   * @return the granted path, numbered where asked; or null: it is taken, or the item has ended
   */
  CompletionStage<String> claim(String job, long seq, String path, NewItem.Numbering numbering);

  /** Records attempts that did not end their items, and what they left for the next. */
  CompletionStage<Void> attempted(String job, List<Attempted> attempts);

  /**
   * Ends items: state, progress counters and completion numbers in one commit. Items that have
   * ended already are passed over.
   */
  CompletionStage<List<Completion>> complete(String job, List<ItemResult> endings);

  /**
   * Ends up to 1,000 waiting items, but not those.
   *
   * @param host those of one host alone, or null
   * @param except numbers of items that are active
   */
  CompletionStage<List<Completion>> endWaiting(
      String job, String host, Set<Long> except, ItemState state, Fault fault, Instant now);

  /**
   * Lets up to 1,000 ended items wait again, with no attempt counted yet; what their completion
   * showed stays readable under its number.
   *
   * @param states of these states
   * @param codes with these errors alone; empty for any
   * @return how many; 0 when none is left
   */
  CompletionStage<Integer> reopen(String job, Set<ItemState> states, Set<ErrorCode> codes);

  // --- reads

  /**
   * Waiting items in order.
   *
   * @param host of one host alone, or null
   * @param fromSeq first number to look at
   */
  CompletionStage<List<PendingItem>> waiting(String job, String host, long fromSeq, int limit);

  CompletionStage<PendingItem> work(String job, long seq);

  CompletionStage<Item> item(String job, long seq);

  /** The done item that saved this file, or null. */
  CompletionStage<Item> itemOfFile(String job, String path);

  /**
   * Items in order.
   *
   * @param state those alone, or null; {@code ACTIVE} is not stored: such items are waiting here
   * @param afterSeq those beyond this number; -1 for all
   */
  CompletionStage<List<Item>> items(String job, ItemState state, long afterSeq, int limit);

  /** Completions in order of {@code n}, each with the item as it was at that moment. */
  CompletionStage<List<Completion>> completions(String job, long afterN, int limit);

  /** Unfinished items of a job that were granted a name or left a part, in order. */
  CompletionStage<List<PendingItem>> granted(String job, long afterSeq, int limit);

  /** Parts recorded for items of a job; their records are removed. */
  CompletionStage<List<Part>> takeParts(String job);

  /** Whether any item is in one of these states (with one of these errors; empty for any). */
  CompletionStage<Boolean> any(String job, Set<ItemState> states, Set<ErrorCode> codes);

  /** What was known of the file last saved at this path, or null. */
  CompletionStage<SavedFile> savedFile(String path);

  /** Items by host, the most first, at most {@code limit} hosts. */
  CompletionStage<Map<String, Long>> hosts(String job, int limit);

  /** Groups of done items with the same content; and how many such groups there are. */
  CompletionStage<Groups> duplicates(String job, int limit);

  /** Groups of items whose wanted names are the same. */
  CompletionStage<Groups> collisions(String job, int limit);

  /** How long the last commit took, its size, and whether the last one succeeded. */
  Health health();

  /** Finishes what was called, then closes. */
  @Override
  void close();

  /**
   * @param specJson the job with its secrets
   * @param shownSpec the same with its secrets masked and its defaults filled in
   * @param hidden a dry run: not listed, removed at the next start
   */
  record NewJob(
      String id,
      String name,
      String specJson,
      String shownSpec,
      Instant createdAt,
      String idempotencyKey,
      String fingerprint,
      boolean hidden) {}

  record Created(JobRow row, boolean existed) {}

  /**
   * Null leaves as it is; {@code clear…} sets to null.
   *
   * @param shownSpec changes with {@code specJson}, never alone
   * @param elapsedMs time spent running so far
   */
  record JobChange(
      String id,
      JobState state,
      Instant startedAt,
      Instant finishedAt,
      Fault error,
      String specJson,
      String shownSpec,
      Long elapsedMs,
      String position,
      Boolean discoveryDone,
      Boolean cancelling,
      boolean clearFinishedAt,
      boolean clearError) {
    public static JobChange of(String id, JobState state) {
      return new JobChange(
          id, state, null, null, null, null, null, null, null, null, null, false, false);
    }
  }

  record Appended(long firstSeq, List<PendingItem> waiting, List<Completion> completions) {}

  /** An attempt that failed or was interrupted; {@code retry} counts it among the retries. */
  record Attempted(long seq, int attempts, long notBeforeMs, Part part, boolean retry) {}

  /** What a later refresh needs. */
  record SavedFile(
      String path, String url, long size, String sha256, String etag, String lastModified) {}

  /** Groups by file or digest, lists cut. */
  record Groups(Map<String, List<Long>> groups, long count) {}

  /** Last commit: duration in microseconds, operations in it, and since when commits fail. */
  record Health(long commitMicros, int batch, Instant failingSince) {}
}
