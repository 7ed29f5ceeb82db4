package dev.fetchery.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fetchery.job.Completion;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import dev.fetchery.job.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Jobs and items for the tests of the store. */
final class Fixtures {
  static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  static final String SHA256 = "00ff".repeat(16);

  private Fixtures() {}

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException cause ? cause : e;
    }
  }

  static JobStore.NewJob newJob(String id) {
    return new JobStore.NewJob(id, "name of " + id, "", "{}", "{}", NOW, null, null, false);
  }

  static JobStore.NewJob dryRun(String id) {
    return new JobStore.NewJob(id, null, "", "{}", "{}", NOW, null, null, true);
  }

  static JobStore.NewJob keyed(String id, String key, String fingerprint) {
    return new JobStore.NewJob(id, null, "", "{}", "{}", NOW, key, fingerprint, false);
  }

  static String job(JobStore store, String id) {
    return get(store.create(newJob(id), 100)).row().id();
  }

  static NewItem item(String url) {
    return named(url, null, NewItem.Numbering.NO);
  }

  static NewItem saved(String path) {
    return named("http://a.test/" + path, path, NewItem.Numbering.NO);
  }

  static NewItem numbered(String path) {
    return named("http://a.test/" + path, path, NewItem.Numbering.YES);
  }

  static NewItem named(String url, @Nullable String path, NewItem.Numbering numbering) {
    Draft draft = new Draft(null, url, Map.of(), Map.of(), Terms.NONE, null);
    return new NewItem(draft, "a.test:80", path, numbering, null);
  }

  static List<NewItem> items(int count) {
    return LongStream.range(0, count).mapToObj(i -> item("http://a.test/" + i)).toList();
  }

  static JobStore.Appended append(JobStore store, String job, NewItem... items) {
    return get(store.append(job, List.of(items), null, false));
  }

  static JobStore.Appended append(JobStore store, String job, int count) {
    return get(store.append(job, items(count), null, false));
  }

  /** An item is tried again after that many requests. */
  static JobStore.Attempted tried(long seq, int count, long notBeforeMs, @Nullable Part part) {
    return new JobStore.Attempted(
        seq, new PendingItem.Attempts(count, notBeforeMs, part, null), true);
  }

  /** A waiting item. */
  static PendingItem pending(JobStore store, String job, long seq) {
    PendingItem found = get(store.waiting(job, null, seq, 1)).get(0);
    assertThat(found.seq()).isEqualTo(seq);
    return found;
  }

  static List<String> files(List<PendingItem> works) {
    return works.stream().map(PendingItem::file).toList();
  }

  static ItemResult done(long seq) {
    return done(seq, null, null);
  }

  static ItemResult done(long seq, @Nullable String etag, @Nullable String lastModified) {
    Response response = new Response(200, "image/png", "gzip", etag, lastModified);
    return done(seq, 7, response, new SavedFile(null, 10, SHA256, Integrity.LENGTH));
  }

  static ItemResult done(long seq, long durationMs, Response response, SavedFile file) {
    return new ItemResult(
        seq, ItemState.DONE, 1, file.size(), durationMs, NOW, response, file, null, null);
  }

  static ItemResult failed(long seq, ErrorCode code) {
    return ItemResult.without(seq, ItemState.FAILED, 2, NOW, new Fault(code, "it failed"));
  }

  static List<ItemResult> doneAll(long from, long to) {
    return LongStream.range(from, to).mapToObj(Fixtures::done).toList();
  }

  static Stream<Long> numbers(List<Completion> completions) {
    return completions.stream().map(Completion::n);
  }

  static void erase(JobStore store, String job) {
    boolean gone = false;
    while (!gone) {
      gone = get(store.erase(job));
    }
  }

  static void finish(JobStore store, String job) {
    get(store.change(JobChange.of(job).state(JobState.SUCCEEDED).finishedAt(NOW).build()));
  }
}
