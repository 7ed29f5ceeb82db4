package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Duplicates;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobReads;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Re-reads what a job saved, a page at a time, one verification at a time for each job. */
final class JobVerification {
  private static final int MOST_LISTED = 1_000;

  /** The lists of items end by their text, too: a URL may have 64 KiB. */
  private static final long MOST_CHARS = 2L << 20;

  private final StoreCalls store;
  private final FileService files;
  private final Map<String, Tally> underWay = new HashMap<>();

  JobVerification(StoreCalls store, FileService files) {
    this.store = store;
    this.files = files;
  }

  /** What was found so far. */
  private static final class Tally {
    final long files;
    long checked;
    long ok;
    final List<Item> missing = new ArrayList<>();
    long unverified;
    long missingCount;
    final List<Item> corrupt = new ArrayList<>();
    long corruptCount;
    long chars;

    Tally(long files) {
      this.files = files;
    }
  }

  Future<Answer> verify(String job) {
    return store
        .call(rows -> rows.job(job))
        .compose(
            row ->
                row == null
                    ? Future.succeededFuture(Refusals.unknownJob(job))
                    : verifyStored(job, row.counters().done()));
  }

  /** How far the verification of a job is, or a refusal where there is none under way. */
  Answer progress(String job) {
    Tally tally = underWay.get(job);
    return tally == null
        ? new Refused(404, "no verification of this job is under way")
        : new Answer.Verifying(tally.checked, tally.files);
  }

  private Future<Answer> verifyStored(String job, long files) {
    if (underWay.containsKey(job)) {
      return Future.succeededFuture(new Refused(409, "a verification of this job is under way"));
    }
    Tally tally = new Tally(files);
    underWay.put(job, tally);
    return pages(job, -1, tally)
        .compose(v -> store.call(rows -> rows.duplicates(job, MOST_LISTED)))
        .map(groups -> answer(tally, groups))
        .onComplete(done -> underWay.remove(job));
  }

  private Future<Void> pages(String job, long after, Tally tally) {
    return store
        .call(rows -> rows.items(job, ItemState.DONE, after, JobReads.PAGE))
        .compose(items -> items.isEmpty() ? Future.succeededFuture() : pages(job, items, tally));
  }

  private Future<Void> pages(String job, List<Item> items, Tally tally) {
    long last = items.get(items.size() - 1).seq();
    return check(items, tally).compose(v -> pages(job, last, tally));
  }

  private Future<Void> check(List<Item> items, Tally tally) {
    List<FileRequest.Saved> saved = ExpectedFiles.of(items, Map.of());
    tally.ok += items.size() - saved.size();
    Future<Void> read =
        saved.isEmpty()
            ? Future.succeededFuture()
            : files
                .ask(new FileRequest.Check(saved), FileAnswer.Checked.class)
                .onSuccess(checked -> count(items, checked, tally))
                .mapEmpty();
    return read.onSuccess(done -> tally.checked += items.size());
  }

  private static void count(List<Item> items, FileAnswer.Checked checked, Tally tally) {
    Map<Long, Item> bySeq =
        items.stream().collect(Collectors.toMap(Item::seq, Function.identity()));
    Set<Long> wrong = new HashSet<>(checked.missing());
    wrong.addAll(checked.corrupt());
    long unhashed =
        items.stream()
            .filter(item -> item.size() != null && item.file() != null && item.sha256() == null)
            .filter(item -> !wrong.contains(item.seq()))
            .count();
    tally.unverified += unhashed;
    tally.ok += checked.ok() - unhashed;
    tally.missingCount += checked.missing().size();
    tally.corruptCount += checked.corrupt().size();
    list(tally, tally.missing, checked.missing(), bySeq);
    list(tally, tally.corrupt, checked.corrupt(), bySeq);
  }

  private static void list(Tally tally, List<Item> list, List<Long> seqs, Map<Long, Item> bySeq) {
    for (Long seq : seqs) {
      Item item = bySeq.get(seq);
      if (list.size() == MOST_LISTED || tally.chars >= MOST_CHARS || item == null) {
        return;
      }
      list.add(item);
      tally.chars += chars(item.url()) + chars(item.finalUrl()) + chars(item.key());
    }
  }

  private static int chars(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static Answer answer(Tally tally, JobReads.Groups groups) {
    List<Duplicates> duplicates =
        groups.groups().entrySet().stream()
            .map(group -> new Duplicates(group.getKey(), group.getValue()))
            .toList();
    return new Answer.Verified(
        tally.checked,
        tally.ok,
        tally.unverified,
        tally.missing,
        tally.missingCount,
        tally.corrupt,
        tally.corruptCount,
        duplicates,
        groups.count());
  }
}
