package dev.fetchery.coordinator.port;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.NewItem;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of one job in the store; answers come on the coordinator's event loop. What each call
 * means is said at {@link JobStore}.
 */
public interface ItemStore {
  /** Which of these URLs the job has not listed before. */
  Future<Set<String>> unlisted(List<String> urls);

  /** Appends discovered items with how far the discovery is. */
  Future<JobStore.Appended> append(List<NewItem> items, JobRow.Discovery reached);

  /**
   * Waiting items in order.
   *
   * @param host of one host alone, or null for all
   */
  Future<List<PendingItem>> waiting(@Nullable String host, long fromSeq, int limit);

  /** An item, or null. */
  Future<@Nullable Item> item(long seq);

  /** Claims a name; the granted path, or null where there is none. */
  Future<@Nullable String> claim(long seq, String path, NewItem.Numbering numbering);

  /** Records attempts that did not end their items. */
  Future<Void> attempted(List<JobStore.Attempted> attempts);

  /** Keeps attempts for the histories of their items. */
  Future<Void> addAttempts(List<JobStore.ItemAttempt> attempts);

  /** Ends items: state, counters and completion numbers in one commit. */
  Future<List<Completion>> complete(List<ItemResult> results);

  /** Ends up to 1,000 waiting items, of one host or of all, but not those in {@code except}. */
  Future<List<Completion>> endWaiting(
      @Nullable String host, Set<Long> except, ItemState state, @Nullable Fault fault, Instant now);

  /** Records directories that were made for the job's files. */
  Future<Void> addDirectories(List<String> directories);

  /** What is known of the file last saved at this path by any job, or null. */
  Future<JobReads.@Nullable SavedFile> savedFile(String path);

  /**
   * Completions after a number, in order, of items that have had no other and do not wait again.
   */
  Future<List<Completion>> ends(long afterN, int limit);

  /** Up to 1,000 parts on record, whose records are removed; none when none is left. */
  Future<List<Part>> takeParts();
}
