package dev.fetchery.coordinator;

import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AdmissionWindow;
import dev.fetchery.plan.AdmissionWindow.Refill;
import dev.fetchery.store.JobStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a job's waiting items into memory, a bounded number for each host. */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final int MOST = 16_384;
  private static final int LEAST_PER_HOST = 512;
  private static final int SCAN_BELOW_STARTABLE = 1_024;
  private static final int HARD_LIMIT = 8 * MOST;

  private final JobRunner runner;
  private final Desk desk;
  private final ItemPreparer preparing;

  /** Hosts of the items in memory, active ones included, by number. */
  private final Map<Long, String> held = new HashMap<>();

  private AdmissionWindow window = new AdmissionWindow(MOST, LEAST_PER_HOST);
  private boolean scanning;

  /**
   * @param recoverBelow items before this number may have been at work when the service ended
   */
  Admission(JobRunner runner, long recoverBelow) {
    this.runner = runner;
    this.desk = runner.desk;
    this.preparing = new ItemPreparer(runner, recoverBelow);
  }

  /** Whether every item found so far is ready or left for its host's turn. */
  boolean lookedAtAll() {
    return preparing.idle() && window.lookedAtTo() >= runner.counters().discovered();
  }

  boolean full() {
    return window.full();
  }

  /** Looks at the store from the start again: items were put back. What is in memory stays. */
  void rescan() {
    window = new AdmissionWindow(MOST, LEAST_PER_HOST);
    held.values().forEach(window::hold);
    go();
  }

  /** Whether an item is in memory and has not ended. */
  boolean holds(long seq) {
    return held.containsKey(seq);
  }

  /** Newly discovered items, in order, which are stored. */
  void found(long firstSeq, long nextSeq, List<PendingItem> works) {
    if (window.lookedAtTo() == firstSeq && !scanning && window.total() < HARD_LIMIT) {
      admit(works);
      window.lookedAt(nextSeq);
    }
  }

  private void admit(List<PendingItem> works) {
    List<PendingItem> in = new ArrayList<>(works.size());
    for (PendingItem work : works) {
      boolean known = held.containsKey(work.seq()) || runner.items.busy(work.seq());
      if (!known && window.admit(work.host(), work.seq())) {
        held.put(work.seq(), work.host());
        in.add(work);
      }
    }
    preparing.prepare(in);
  }

  /** Reads more from the store where there is room for it. */
  void go() {
    if (runner.dry() || runner.cancelling()) {
      return;
    }
    scan();
    for (Refill refill : window.refills(JobStore.PAGE)) {
      AdmissionWindow asked = window;
      desk.on(desk.store.waiting(runner.id(), refill.host(), refill.fromSeq(), refill.limit()))
          .onFailure(e -> refillFailed(asked, refill, e))
          .onSuccess(works -> refilled(asked, refill, works));
    }
  }

  private void refillFailed(AdmissionWindow asked, Refill refill, Throwable e) {
    runner.log(() -> LOG.warn("job {}: {}", runner.id(), e.getMessage()));
    asked.refillFailed(refill);
    desk.vertx.setTimer(AGAIN_AFTER_MS, t -> go());
  }

  private void refilled(AdmissionWindow asked, Refill refill, List<PendingItem> works) {
    if (asked != window) {
      return;
    }
    List<PendingItem> fresh =
        works.stream()
            .filter(w -> !runner.items.busy(w.seq()))
            .filter(w -> held.putIfAbsent(w.seq(), w.host()) == null)
            .toList();
    long last = works.isEmpty() ? -1 : works.get(works.size() - 1).seq();
    window.refilled(refill, works.size(), last);
    for (int i = fresh.size(); i < works.size(); i++) {
      window.ended(refill.host());
    }
    preparing.prepare(fresh);
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
    AdmissionWindow asked = window;
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

  private void scanned(List<PendingItem> works, long upTo) {
    admit(works);
    boolean last = works.size() < JobStore.PAGE;
    window.lookedAt(last ? upTo : works.get(works.size() - 1).seq() + 1);
    runner.checkFinished();
    go();
  }

  /** An item has ended, and makes room. */
  void ended(long seq, String host) {
    if (held.remove(seq) != null) {
      window.ended(host);
    }
  }
}
