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

/** {@link ItemStore} over {@link JobStore}. */
final class StoredItems implements ItemStore {
  private final StoreCalls calls;
  private final String job;

  StoredItems(StoreCalls calls, String job) {
    this.calls = calls;
    this.job = job;
  }

  @Override
  public Future<Set<String>> unlisted(List<String> urls) {
    return calls.call(store -> store.unlisted(job, urls));
  }

  @Override
  public Future<JobStore.Appended> append(List<NewItem> items, JobRow.Discovery reached) {
    return calls.call(store -> store.append(job, items, reached));
  }

  @Override
  public Future<List<PendingItem>> waiting(@Nullable String host, long fromSeq, int limit) {
    return calls.call(store -> store.waiting(job, host, fromSeq, limit));
  }

  @Override
  public Future<@Nullable Item> item(long seq) {
    return calls.call(store -> store.item(job, seq));
  }

  @Override
  public Future<@Nullable String> claim(long seq, String path, NewItem.Numbering numbering) {
    return calls.call(store -> store.claim(job, seq, path, numbering));
  }

  @Override
  public Future<Void> attempted(List<JobStore.Attempted> attempts) {
    return calls.call(store -> store.attempted(job, attempts));
  }

  @Override
  public Future<Void> addAttempts(List<JobStore.ItemAttempt> attempts) {
    return calls.call(store -> store.addAttempts(job, attempts));
  }

  @Override
  public Future<List<Completion>> complete(List<ItemResult> results) {
    return calls.call(store -> store.complete(job, results));
  }

  @Override
  public Future<List<Completion>> endWaiting(
      @Nullable String host,
      Set<Long> except,
      ItemState state,
      @Nullable Fault fault,
      Instant now) {
    return calls.call(store -> store.endWaiting(job, host, except, state, fault, now));
  }

  @Override
  public Future<Void> addDirectories(List<String> directories) {
    return calls.call(store -> store.addDirectories(job, directories));
  }

  @Override
  public Future<JobReads.@Nullable SavedFile> savedFile(String path) {
    return calls.call(store -> store.savedFile(path));
  }

  @Override
  public Future<List<Completion>> ends(long afterN, int limit) {
    return calls.call(store -> store.ends(job, afterN, limit));
  }

  @Override
  public Future<List<Part>> takeParts() {
    return calls.call(store -> store.takeParts(job));
  }
}
