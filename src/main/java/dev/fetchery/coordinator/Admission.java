package dev.fetchery.coordinator;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.Left;
import dev.fetchery.job.Header;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Work;
import dev.fetchery.plan.Entry;
import dev.fetchery.plan.Window;
import dev.fetchery.plan.Window.Refill;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.SavedFile;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a job's waiting items into memory, a bounded number for each host, and makes them ready:
 * settles what a crash left of them, and ends those whose file is there already.
 */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final int MOST = 16_384;
  private static final int LEAST_PER_HOST = 512;
  private static final int SCAN_BELOW_STARTABLE = 1_024;
  private static final int HARD_LIMIT = 8 * MOST;

  private final JobRunner runner;
  private final Desk desk;

  /** Hosts of the items in memory, active ones included, by number. */
  private final Map<Long, String> held = new HashMap<>();

  /** Items before this number may have been at work when the service ended. */
  private final long recoverBelow;

  private Window window = new Window(MOST, LEAST_PER_HOST);
  private boolean scanning;

  /** Pages of items that are not ready yet. */
  private int preparing;

  Admission(JobRunner runner, long recoverBelow) {
    this.runner = runner;
    this.desk = runner.desk;
    this.recoverBelow = recoverBelow;
  }

  /** Whether every item found so far is ready or left for its host's turn. */
  boolean lookedAtAll() {
    return preparing == 0 && window.lookedAtTo() >= runner.counters().discovered();
  }

  boolean full() {
    return window.full();
  }

  /** Looks at the store from the start again: items were put back. What is in memory stays. */
  void rescan() {
    window = new Window(MOST, LEAST_PER_HOST);
    held.values().forEach(window::hold);
    go();
  }

  /** Whether an item is in memory and has not ended. */
  boolean holds(long seq) {
    return held.containsKey(seq);
  }

  /** Newly discovered items, in order, which are stored. */
  void found(long firstSeq, long nextSeq, List<Work> works) {
    if (window.lookedAtTo() == firstSeq && !scanning && window.total() < HARD_LIMIT) {
      admit(works);
      window.lookedAt(nextSeq);
    }
  }

  private void admit(List<Work> works) {
    List<Work> in = new ArrayList<>(works.size());
    for (Work work : works) {
      boolean known = held.containsKey(work.seq()) || runner.items.busy(work.seq());
      if (!known && window.admit(work.host(), work.seq())) {
        held.put(work.seq(), work.host());
        in.add(work);
      }
    }
    prepare(in);
  }

  /** Reads more from the store where there is room for it. */
  void go() {
    if (runner.dry() || runner.cancelling()) {
      return;
    }
    scan();
    for (Refill refill : window.refills(JobStore.PAGE)) {
      Window asked = window;
      desk.on(desk.store.waiting(runner.id(), refill.host(), refill.fromSeq(), refill.limit()))
          .onFailure(e -> refillFailed(asked, refill, e))
          .onSuccess(works -> refilled(asked, refill, works));
    }
  }

  private void refillFailed(Window asked, Refill refill, Throwable e) {
    runner.log(() -> LOG.warn("job {}: {}", runner.id(), e.getMessage()));
    asked.refillFailed(refill);
    desk.vertx.setTimer(AGAIN_AFTER_MS, t -> go());
  }

  private void refilled(Window asked, Refill refill, List<Work> works) {
    if (asked != window) {
      return;
    }
    List<Work> fresh =
        works.stream()
            .filter(w -> !runner.items.busy(w.seq()))
            .filter(w -> held.putIfAbsent(w.seq(), w.host()) == null)
            .toList();
    long last = works.isEmpty() ? -1 : works.get(works.size() - 1).seq();
    window.refilled(refill, works.size(), last);
    for (int i = fresh.size(); i < works.size(); i++) {
      window.ended(refill.host());
    }
    prepare(fresh);
    runner.checkFinished();
  }

  private void scan() {
    boolean room =
        !window.full()
            || window.total() < HARD_LIMIT
                && desk.dispatcher.startable(runner.id(), desk.nowMs()) < SCAN_BELOW_STARTABLE;
    if (scanning || window.lookedAtTo() >= runner.counters().discovered() || !room) {
      return;
    }
    scanning = true;
    Window asked = window;
    long upTo = runner.counters().discovered();
    desk.on(desk.store.waiting(runner.id(), null, window.lookedAtTo(), JobStore.PAGE))
        .onComplete(
            page -> {
              scanning = false;
              if (page.failed()) {
                runner.log(() -> LOG.warn("job {}: {}", runner.id(), page.cause().getMessage()));
                desk.vertx.setTimer(AGAIN_AFTER_MS, t -> go());
              } else if (asked == window) {
                scanned(page.result(), upTo);
              } else {
                go();
              }
            });
  }

  private void scanned(List<Work> works, long upTo) {
    admit(works);
    boolean last = works.size() < JobStore.PAGE;
    window.lookedAt(last ? upTo : works.get(works.size() - 1).seq() + 1);
    runner.checkFinished();
    go();
  }

  // --- making ready

  private void prepare(List<Work> works) {
    if (works.isEmpty()) {
      return;
    }
    for (int from = 0; from < works.size(); from += JobStore.PAGE) {
      List<Work> page = works.subList(from, Math.min(works.size(), from + JobStore.PAGE));
      List<ItemDuty> duties =
          page.stream().map(this::duty).collect(Collectors.toCollection(ArrayList::new));
      if (needsFiles(duties)) {
        preparing++;
        runner.writing(
            recovered(duties)
                .compose(this::withoutExisting)
                .compose(this::refreshed)
                .onSuccess(this::offer)
                .onFailure(e -> retryLater(page))
                .onComplete(done -> preparing--));
      } else {
        offer(duties);
      }
    }
  }

  private ItemDuty duty(Work work) {
    if (work.part() != null) {
      runner.items.parts.found(work.seq(), work.part().path());
    }
    return new ItemDuty(runner, work);
  }

  private boolean needsFiles(List<ItemDuty> duties) {
    if (runner.spec().mode() == Mode.PROBE) {
      return false;
    }
    IfExists policy = runner.spec().save().ifExists();
    boolean looks =
        policy == IfExists.SKIP || policy == IfExists.FAIL || policy == IfExists.REFRESH;
    return looks && runner.items.naming.knownBeforehand()
        || duties.stream().anyMatch(d -> d.work.seq() < recoverBelow);
  }

  private void retryLater(List<Work> page) {
    desk.vertx.setTimer(AGAIN_AFTER_MS, t -> prepare(page));
  }

  private void offer(List<ItemDuty> duties) {
    long nowMs = desk.nowMs();
    for (ItemDuty duty : duties) {
      if (holds(duty.work.seq())) {
        Entry<Duty> entry = duty.entry(duty.work.host(), false, duty.work.notBeforeMs());
        runner.lookups.attach(duty, entry);
        desk.dispatcher.offer(entry, nowMs);
      }
    }
    desk.pump();
  }

  private Future<List<ItemDuty>> recovered(List<ItemDuty> duties) {
    List<Left> lefts = new ArrayList<>();
    for (ItemDuty duty : duties) {
      Work work = duty.work;
      if (work.seq() < recoverBelow) {
        for (String path : runner.items.partPaths(work)) {
          boolean keep = work.part() != null && path.equals(work.part().path());
          lefts.add(new Left(work.seq(), path, work.file(), keep));
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
              for (ItemDuty duty : duties) {
                long seq = duty.work.seq();
                if (duty.work.part() != null && !kept.contains(seq)) {
                  duty.work = duty.work.after(duty.work.attempts(), duty.work.notBeforeMs(), null);
                }
              }
              return duties;
            });
  }

  private Future<List<ItemDuty>> withoutExisting(List<ItemDuty> duties) {
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
              Function<ItemDuty, Boolean> exists =
                  d -> d.work.file() != null && there.contains(d.work.file());
              runner.items.endExisting(duties.stream().filter(exists::apply).toList(), policy);
              return duties.stream().filter(d -> !exists.apply(d)).toList();
            });
  }

  private Future<List<ItemDuty>> refreshed(List<ItemDuty> duties) {
    if (runner.spec().save().ifExists() != IfExists.REFRESH
        || !runner.items.naming.knownBeforehand()) {
      return Future.succeededFuture(duties);
    }
    List<Future<Void>> all = duties.stream().map(this::condition).toList();
    return Future.join(all).map(duties);
  }

  /** Asks conditionally where the file is still as it was saved (RFC 9110, 13.1). */
  private Future<Void> condition(ItemDuty duty) {
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

  private Future<Void> unchanged(ItemDuty duty, SavedFile saved) {
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

  // --- leaving

  /** An item has ended, and makes room. */
  void ended(long seq, String host) {
    if (held.remove(seq) != null) {
      window.ended(host);
    }
  }
}
