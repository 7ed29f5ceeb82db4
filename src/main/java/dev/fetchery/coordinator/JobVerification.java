package dev.fetchery.coordinator;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Answer.Duplicates;
import dev.fetchery.bus.Answer.Refused;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.store.JobStore;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Re-reads what a job saved, a page at a time, one verification at a time for each job. */
final class JobVerification {
  static final int MOST_LISTED = 1_000;

  private final Desk desk;
  private final Set<String> underWay = new HashSet<>();

  JobVerification(Desk desk) {
    this.desk = desk;
  }

  /** What was found so far. */
  private static final class Tally {
    long checked;
    long ok;
    final List<Item> missing = new ArrayList<>();
    long missingCount;
    final List<Item> corrupt = new ArrayList<>();
    long corruptCount;
  }

  Future<Answer> verify(String job) {
    return desk.on(desk.store.job(job))
        .compose(
            row -> {
              if (row == null) {
                return Future.succeededFuture(CommandHandler.unknown(job));
              }
              if (!underWay.add(job)) {
                return Future.succeededFuture(
                    new Refused(409, "a verification of this job is under way"));
              }
              Tally tally = new Tally();
              return pages(job, -1, tally)
                  .compose(v -> desk.on(desk.store.duplicates(job, MOST_LISTED)))
                  .map(groups -> answer(tally, groups))
                  .onComplete(done -> underWay.remove(job));
            });
  }

  private Future<Void> pages(String job, long after, Tally tally) {
    return desk.on(desk.store.items(job, ItemState.DONE, after, JobStore.PAGE))
        .compose(
            items -> {
              if (items.isEmpty()) {
                return Future.succeededFuture();
              }
              long last = items.get(items.size() - 1).seq();
              return page(items, tally).compose(v -> pages(job, last, tally));
            });
  }

  private Future<Void> page(List<Item> items, Tally tally) {
    tally.checked += items.size();
    List<FileRequest.Saved> files =
        items.stream().filter(i -> i.sha256() != null).map(JobVerification::saved).toList();
    tally.ok += items.size() - files.size();
    if (files.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<Long, Item> bySeq =
        items.stream().collect(Collectors.toMap(Item::seq, Function.identity()));
    return desk.files(new FileRequest.Check(files), FileAnswer.Checked.class)
        .map(
            found -> {
              tally.ok += found.ok();
              tally.missingCount += found.missing().size();
              tally.corruptCount += found.corrupt().size();
              found.missing().forEach(seq -> list(tally.missing, bySeq.get(seq)));
              found.corrupt().forEach(seq -> list(tally.corrupt, bySeq.get(seq)));
              return null;
            });
  }

  static FileRequest.Saved saved(Item item) {
    return new FileRequest.Saved(item.seq(), item.file(), item.size(), item.sha256());
  }

  private static void list(List<Item> list, Item item) {
    if (list.size() < MOST_LISTED) {
      list.add(item);
    }
  }

  private static Answer answer(Tally tally, JobStore.Groups groups) {
    List<Duplicates> duplicates =
        groups.groups().entrySet().stream()
            .map(e -> new Duplicates(e.getKey(), e.getValue()))
            .toList();
    return new Answer.Verified(
        tally.checked,
        tally.ok,
        tally.missing,
        tally.missingCount,
        tally.corrupt,
        tally.corruptCount,
        duplicates,
        groups.count());
  }
}
