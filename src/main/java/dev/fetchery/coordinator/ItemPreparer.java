package dev.fetchery.coordinator;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.job.Header;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.Mode;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.SavedFile;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes admitted items ready: settles what a crash left of them, ends those whose file is there
 * already, and has those asked for conditionally that are to be refreshed.
 */
final class ItemPreparer {
  private static final long AGAIN_AFTER_MS = 1_000;

  private final JobRunner runner;
  private final Desk desk;

  /** Items before this number may have been at work when the service ended. */
  private final long recoverBelow;

  /** Pages of items that are not ready yet. */
  private int underWay;

  ItemPreparer(JobRunner runner, long recoverBelow) {
    this.runner = runner;
    this.desk = runner.desk;
    this.recoverBelow = recoverBelow;
  }

  /** Whether all that were to be made ready are. */
  boolean idle() {
    return underWay == 0;
  }

  /** Offers items, which are in memory, for their start as soon as they are ready. */
  void prepare(List<PendingItem> works) {
    if (works.isEmpty()) {
      return;
    }
    for (int from = 0; from < works.size(); from += JobStore.PAGE) {
      List<PendingItem> page = works.subList(from, Math.min(works.size(), from + JobStore.PAGE));
      List<ItemFetch> duties =
          page.stream().map(this::duty).collect(Collectors.toCollection(ArrayList::new));
      if (needsFiles(duties)) {
        underWay++;
        runner.writing(
            recovered(duties)
                .compose(this::withoutExisting)
                .compose(this::refreshed)
                .onSuccess(this::offer)
                .onFailure(e -> retryLater(page))
                .onComplete(done -> underWay--));
      } else {
        offer(duties);
      }
    }
  }

  private ItemFetch duty(PendingItem work) {
    if (work.part() != null) {
      runner.items.parts.found(work.seq(), work.part().path());
    }
    return new ItemFetch(runner, work);
  }

  private boolean needsFiles(List<ItemFetch> duties) {
    if (runner.spec().mode() == Mode.PROBE) {
      return false;
    }
    IfExists policy = runner.spec().save().ifExists();
    boolean looks =
        policy == IfExists.SKIP || policy == IfExists.FAIL || policy == IfExists.REFRESH;
    return looks && runner.items.naming.knownBeforehand()
        || duties.stream().anyMatch(d -> d.work.seq() < recoverBelow);
  }

  private void retryLater(List<PendingItem> page) {
    desk.vertx.setTimer(AGAIN_AFTER_MS, t -> prepare(page));
  }

  private void offer(List<ItemFetch> duties) {
    long nowMs = desk.nowMs();
    for (ItemFetch duty : duties) {
      if (runner.admission.holds(duty.work.seq())) {
        QueuedRequest<Fetch> entry = duty.entry(duty.work.host(), false, duty.work.notBeforeMs());
        runner.lookups.attach(duty, entry);
        desk.dispatcher.offer(entry, nowMs);
      }
    }
    desk.pump();
  }

  /** Settles what the end of the service left of them; a part that is gone is forgotten. */
  private Future<List<ItemFetch>> recovered(List<ItemFetch> duties) {
    List<PartState> lefts = new ArrayList<>();
    for (ItemFetch duty : duties) {
      PendingItem work = duty.work;
      if (work.seq() < recoverBelow) {
        for (String path : runner.items.partPaths(work)) {
          boolean keep = work.part() != null && path.equals(work.part().path());
          lefts.add(new PartState(work.seq(), path, work.file(), keep));
        }
      }
    }
    if (lefts.isEmpty()) {
      return Future.succeededFuture(duties);
    }
    return desk.files(new FileRequest.Recover(lefts), FileAnswer.Recovered.class)
        .map(
            found -> {
              Set<Long> kept = Set.copyOf(found.kept());
              for (ItemFetch duty : duties) {
                long seq = duty.work.seq();
                if (duty.work.part() != null && !kept.contains(seq)) {
                  duty.work = duty.work.after(duty.work.attempts(), duty.work.notBeforeMs(), null);
                }
              }
              return duties;
            });
  }

  /** Ends those whose file is there, where it is not to be replaced. */
  private Future<List<ItemFetch>> withoutExisting(List<ItemFetch> duties) {
    IfExists policy = runner.spec().save().ifExists();
    boolean looks = policy == IfExists.SKIP || policy == IfExists.FAIL;
    if (!looks || !runner.items.naming.knownBeforehand()) {
      return Future.succeededFuture(duties);
    }
    List<String> paths =
        duties.stream().filter(d -> d.work.file() != null).map(d -> d.work.file()).toList();
    return desk.files(new FileRequest.Find(paths), FileAnswer.Found.class)
        .map(
            found -> {
              Set<String> there = Set.copyOf(found.paths());
              Function<ItemFetch, Boolean> exists =
                  d -> d.work.file() != null && there.contains(d.work.file());
              runner.items.endExisting(duties.stream().filter(exists::apply).toList(), policy);
              return duties.stream().filter(d -> !exists.apply(d)).toList();
            });
  }

  private Future<List<ItemFetch>> refreshed(List<ItemFetch> duties) {
    if (runner.spec().save().ifExists() != IfExists.REFRESH
        || !runner.items.naming.knownBeforehand()) {
      return Future.succeededFuture(duties);
    }
    List<Future<Void>> all = duties.stream().map(this::condition).toList();
    return Future.join(all).map(duties);
  }

  /** Asks conditionally where the file is still as it was saved (RFC 9110, 13.1). */
  private Future<Void> condition(ItemFetch duty) {
    if (duty.work.file() == null) {
      return Future.succeededFuture();
    }
    return desk.on(desk.store.savedFile(duty.work.file()))
        .compose(
            saved ->
                saved == null || saved.etag() == null && saved.lastModified() == null
                    ? Future.succeededFuture()
                    : unchanged(duty, saved));
  }

  private Future<Void> unchanged(ItemFetch duty, SavedFile saved) {
    if (!duty.work.url().equals(saved.url()) || saved.sha256() == null) {
      return Future.succeededFuture();
    }
    FileRequest.Saved file =
        new FileRequest.Saved(duty.work.seq(), saved.path(), saved.size(), saved.sha256());
    return desk.files(new FileRequest.Check(List.of(file)), FileAnswer.Checked.class)
        .map(
            checked -> {
              if (checked.ok() == 1) {
                List<Header> conditions = new ArrayList<>();
                if (saved.etag() != null) {
                  conditions.add(new Header("if-none-match", saved.etag()));
                }
                if (saved.lastModified() != null) {
                  conditions.add(new Header("if-modified-since", saved.lastModified()));
                }
                duty.conditions = List.copyOf(conditions);
              }
              return null;
            });
  }
}
