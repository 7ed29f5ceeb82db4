package dev.fetchery.coordinator.fake;

import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Draft;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Terms;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.NewItem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what a job's parts give to the store, and answers at once. */
public final class FakeItemStore implements ItemStore {
  /** Items that wait, in order. */
  public final List<PendingItem> waiting = new ArrayList<>();

  public final List<NewItem> appended = new ArrayList<>();
  public final Set<String> listed = new HashSet<>();
  public final List<JobStore.Attempted> attempts = new ArrayList<>();
  public final List<ItemResult> results = new ArrayList<>();

  /** How many ends each call had. */
  public final List<Integer> ends = new ArrayList<>();

  /** Calls that stored ends and wait for their answers, where {@link #holdsEnds}. */
  public final Deque<Promise<List<Completion>>> unanswered = new ArrayDeque<>();

  public boolean holdsEnds;
  public final List<String> directories = new ArrayList<>();
  public @Nullable String position;
  public boolean discoveryDone;

  /** Why every call fails, or null. */
  public @Nullable String broken;

  private <T extends @Nullable Object> Future<T> answer(T value) {
    return broken == null ? Future.succeededFuture(value) : Future.failedFuture(broken);
  }

  @Override
  public Future<Set<String>> unlisted(List<String> urls) {
    Set<String> fresh = new LinkedHashSet<>(urls);
    fresh.removeAll(listed);
    listed.addAll(fresh);
    return answer(fresh);
  }

  @Override
  public Future<JobStore.Appended> append(List<NewItem> items, JobRow.Discovery reached) {
    long first = appended.size();
    List<PendingItem> found = new ArrayList<>();
    for (NewItem item : items) {
      found.add(pending(first + found.size(), item.draft().url(), item.host()));
    }
    appended.addAll(items);
    position = reached.position();
    discoveryDone = reached.done();
    return answer(new JobStore.Appended(first, found, List.of()));
  }

  /** An item that waits for its first attempt. */
  public static PendingItem pending(long seq, String url, String host) {
    return new PendingItem(
        seq, new Draft(null, url, Map.of(), Map.of(), Terms.NONE, null), host, null);
  }

  @Override
  public Future<List<PendingItem>> waiting(@Nullable String host, long fromSeq, int limit) {
    return answer(
        waiting.stream()
            .filter(item -> item.seq() >= fromSeq)
            .filter(item -> host == null || host.equals(item.host()))
            .limit(limit)
            .toList());
  }

  @Override
  public Future<@Nullable Item> item(long seq) {
    return answer(null);
  }

  @Override
  public Future<@Nullable String> claim(long seq, String path, NewItem.Numbering numbering) {
    return answer(path);
  }

  @Override
  public Future<Void> attempted(List<JobStore.Attempted> batch) {
    attempts.addAll(batch);
    return answer(null);
  }

  @Override
  public Future<Void> addAttempts(List<JobStore.ItemAttempt> attempts) {
    return Future.succeededFuture();
  }

  @Override
  public Future<List<Completion>> complete(List<ItemResult> batch) {
    results.addAll(batch);
    ends.add(batch.size());
    if (holdsEnds) {
      Promise<List<Completion>> answer = Promise.promise();
      unanswered.add(answer);
      return answer.future();
    }
    return answer(List.of());
  }

  @Override
  public Future<List<Completion>> endWaiting(
      @Nullable String host,
      Set<Long> except,
      ItemState state,
      @Nullable Fault fault,
      Instant now) {
    return answer(List.of());
  }

  @Override
  public Future<Void> addDirectories(List<String> paths) {
    directories.addAll(paths);
    return answer(null);
  }

  @Override
  public Future<JobReads.@Nullable SavedFile> savedFile(String path) {
    return answer(null);
  }

  @Override
  public Future<List<Completion>> ends(long afterN, int limit) {
    return answer(List.of());
  }

  @Override
  public Future<List<Part>> takeParts() {
    return answer(List.of());
  }
}
