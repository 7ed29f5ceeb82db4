package dev.fetchery.store;

import dev.fetchery.job.AttemptRecord;
import dev.fetchery.job.Completion;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.LogEntry;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Series;
import dev.fetchery.job.Validators;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a store has recorded of jobs and their items, to be read.
 *
 * <p>Reads run while others write, see what is committed, and hold a transaction for one page at
 * most. Every stage may fail with {@link StoreException}. Stages complete on a thread of the store.
 * Safe for use by many threads.
 */
public interface JobReads {

  /** The most rows of a page. */
  int PAGE = 500;

  /**
   * Characters after which a page ends, though it has fewer rows than were asked for. A page of
   * jobs, items or completions has at least one row where there is one: only an empty page is the
   * last.
   */
  int PAGE_CHARS = 256 << 10;

  // --- jobs

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

  /** Whether a job was made under this idempotency key, and is not deleted. */
  CompletionStage<Boolean> isKeyUsed(String key);

  /** Every open job, hidden ones included, oldest first. */
  CompletionStage<List<JobRow>> openJobs();

  /**
   * Ids of jobs to be erased: those marked as deleted, and those that finished before an instant.
   *
   * @param finishedBefore null for the marked ones alone
   */
  CompletionStage<List<String>> deletable(@Nullable Instant finishedBefore);

  /**
   * Directories that a job made, each before the one it is in.
   *
   * @param before the last directory of the page before; null for the first page
   */
  CompletionStage<List<String>> directories(String job, @Nullable String before, int limit);

  // --- items

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

  /**
   * Where the items that fit stand in an order by value, of those with a number from {@code
   * fromSeq} on. Among them may be items that do not hold the text of the query.
   *
   * @param scan rows to look at, at most
   */
  CompletionStage<ItemPlaces> places(
      String job, ItemQuery query, ItemOrder order, long fromSeq, int scan);

  /** Those items of a list of numbers that fit, in the order of the list. */
  CompletionStage<List<Item>> chosen(String job, ItemQuery query, List<Long> seqs);

  /** Completions in order of {@code n}, each with the item as it was at that moment. */
  CompletionStage<List<Completion>> completions(String job, long afterN, int limit);

  /** Of these the last ones of items that have not been put back to waiting since. */
  CompletionStage<List<Completion>> ends(String job, long afterN, int limit);

  /** Whether any item is in one of these states, with one of these errors (empty for any). */
  CompletionStage<Boolean> any(String job, Set<ItemState> states, Set<ErrorCode> codes);

  /** The file last saved at this path, or null. */
  CompletionStage<@Nullable SavedFile> savedFile(String path);

  /**
   * Times of saved files without a digest, in epoch milliseconds, by item from {@code fromSeq} to
   * {@code toSeq}.
   */
  CompletionStage<Map<Long, Long>> savedTimes(String job, long fromSeq, long toSeq);

  /**
   * Numbers of items by host, the largest first, of at most {@code limit} hosts. An item without a
   * URL that can be read has none.
   */
  CompletionStage<Map<String, Long>> hosts(String job, int limit);

  /** Groups of done items with the same content. */
  CompletionStage<Groups> duplicates(String job, int limit);

  /** Groups of items that asked for the same name. */
  CompletionStage<Groups> collisions(String job, int limit);

  // --- history

  /** The series kept last, or null. */
  CompletionStage<@Nullable Series> series(String job);

  /**
   * Entries of a job's log, oldest first.
   *
   * @param after only entries with a greater number
   */
  CompletionStage<List<LogEntry>> log(String job, long after, int limit);

  /** The attempts kept of an item, oldest first. */
  CompletionStage<List<AttemptRecord>> attempts(String job, long seq);

  // --- coordination

  /** Where the interface of the coordinator is, as a URL; empty while there is none. */
  CompletionStage<String> leader();

  /**
   * Whether posted lists are kept in the store, beside the files that they are read from. The store
   * of one machine keeps none: the files are there for as long as it is.
   */
  default boolean keepsLists() {
    return false;
  }

  /** A piece of a list, counted from 0; null beyond the last one. */
  CompletionStage<byte @Nullable []> listPiece(String name, int piece);

  /** The names of lists that were put here before that time. */
  CompletionStage<List<String>> lists(Instant before);

  /** The last commit, and whether commits fail. */
  Health health();

  /**
   * A saved file, with the validators that a later refresh sends: none where it was not the whole
   * of its URL, by GET.
   *
   * @param url of its item
   * @param mtimeMs its time where it has no digest, in epoch milliseconds, or null
   */
  record SavedFile(
      String path,
      String url,
      long size,
      @Nullable String sha256,
      @Nullable Long mtimeMs,
      Validators validators) {

    SavedFile withoutValidators() {
      return new SavedFile(path, url, size, sha256, mtimeMs, Validators.NONE);
    }
  }

  /** Numbers of items by file or digest, the longest lists cut; and the count of all groups. */
  record Groups(Map<String, List<Long>> groups, long count) {
    static final Groups NONE = new Groups(Map.of(), 0);
  }

  /**
   * The state of writing.
   *
   * @param commitMicros how long the last commit took
   * @param longestMicros how long the longest commit since the start took
   * @param batch operations in the last commit
   * @param failingSince when commits began to fail; null if the last one succeeded
   */
  record Health(long commitMicros, long longestMicros, int batch, @Nullable Instant failingSince) {
    /** Nothing was written yet. */
    public static final Health FRESH = new Health(0, 0, 0, null);

    /** After a commit that took so long. */
    public Health committed(long micros, int operations) {
      return new Health(micros, Math.max(micros, longestMicros), operations, null);
    }

    /** After one that failed. */
    public Health failing(int operations, @Nullable Instant since) {
      return new Health(commitMicros, longestMicros, operations, since);
    }
  }
}
