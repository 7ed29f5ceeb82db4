package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.discovery.DiscoveredItems;
import dev.fetchery.coordinator.lease.FetchQueue;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.port.ItemStore;
import dev.fetchery.coordinator.port.Timers;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.job.PendingItem;
import dev.fetchery.log.JobMdc;
import dev.fetchery.plan.AdmissionWindow;
import dev.fetchery.plan.AdmissionWindow.Refill;
import dev.fetchery.store.JobReads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a job's waiting items into memory, a bounded number for each host. Confined to the
 * coordinator's event loop.
 */
public final class Admission implements DiscoveredItems {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final int SCAN_BELOW_STARTABLE = 1_024;
  private static final int SCAN_PARTS = 16;
  private static final int HARD_LIMIT = 131_072;

  private final Confined confined = new Confined();
  private final JobEvents job;
  private final FetchQueue queue;
  private final ItemStore store;
  private final HeldItems held;
  private final LongPredicate busy;
  private final Preparation preparation;
  private final Timers timers;
  private boolean scanning;

  /** Makes items ready that are let in. */
  interface Preparation {
    /** Queues these, which are held, as soon as they are ready. */
    void prepare(List<PendingItem> items);

    /** Whether all that were to be made ready are. */
    boolean idle();
  }

  /**
   * @param busy whether the item with this number is active or its end is being stored
   */
  Admission(
      JobEvents job,
      FetchQueue queue,
      ItemStore store,
      HeldItems held,
      LongPredicate busy,
      Preparation preparation,
      Timers timers) {
    this.job = job;
    this.queue = queue;
    this.store = store;
    this.held = held;
    this.busy = busy;
    this.preparation = preparation;
    this.timers = timers;
  }

  /** Whether every item found so far is ready or left for its host's turn. */
  public boolean lookedAtAll() {
    return preparation.idle() && held.window().lookedAtTo() >= job.info().discovered();
  }

  @Override
  public boolean full() {
    return held.window().full();
  }

  /** Looks at the store from the start again: items were put back. What is in memory stays. */
  public void rescan() {
    assert confined.here();
    held.restart();
    go();
  }

  @Override
  public void found(long firstSeq, long nextSeq, List<PendingItem> waiting) {
    assert confined.here();
    AdmissionWindow window = held.window();
    if (window.lookedAtTo() == firstSeq && !scanning && window.total() < HARD_LIMIT) {
      admit(waiting);
      window.lookedAt(nextSeq);
    }
  }

  private void admit(List<PendingItem> items) {
    List<PendingItem> in = new ArrayList<>(items.size());
    for (PendingItem item : items) {
      if (!busy.test(item.seq()) && held.admit(item)) {
        in.add(item);
      }
    }
    prepare(in);
  }

  private void prepare(List<PendingItem> in) {
    if (Trace.on()) {
      in.forEach(item -> Trace.step(job.info().id(), item.seq(), "admitted"));
    }
    preparation.prepare(in);
  }

  /** Reads more from the store where there is room for it. */
  public void go() {
    assert confined.here();
    if (job.info().dryRun() || job.info().cancelling()) {
      return;
    }
    scan();
    AdmissionWindow window = held.window();
    for (Refill refill : window.refills(window.pageSize(JobReads.PAGE))) {
      store
          .waiting(refill.host(), refill.fromSeq(), refill.limit())
          .onFailure(e -> refillFailed(window, refill, e))
          .onSuccess(items -> refilled(window, refill, items));
    }
  }

  private void refillFailed(AdmissionWindow asked, Refill refill, Throwable cause) {
    warn(cause);
    asked.refillFailed(refill);
    timers.after(AGAIN_AFTER_MS, this::go);
  }

  private void warn(Throwable cause) {
    String id = job.info().id();
    JobMdc.of(id, () -> LOG.warn("job {}: {}", id, cause.getMessage()));
  }

  private void refilled(AdmissionWindow asked, Refill refill, List<PendingItem> items) {
    AdmissionWindow window = held.window();
    if (asked != window) {
      return;
    }
    List<PendingItem> fresh =
        items.stream().filter(item -> !busy.test(item.seq()) && held.add(item)).toList();
    long last = items.isEmpty() ? -1 : items.get(items.size() - 1).seq();
    window.refilled(refill, items.size(), last);
    for (int i = fresh.size(); i < items.size(); i++) {
      window.ended(refill.host());
    }
    prepare(fresh);
    job.checkFinished();
  }

  private void scan() {
    AdmissionWindow window = held.window();
    boolean room =
        !window.full()
            || window.total() < HARD_LIMIT && queue.startable(job.info().id()) < scanBelow(window);
    if (scanning || window.lookedAtTo() >= job.info().discovered() || !room) {
      return;
    }
    scanning = true;
    long upTo = job.info().discovered();
    int limit = window.pageSize(JobReads.PAGE);
    store
        .waiting(null, window.lookedAtTo(), limit)
        .onSuccess(items -> scanned(window, items, upTo))
        .onFailure(this::scanFailed);
  }

  /** With fewer startable items than this the next are looked for, also beyond the window. */
  private static int scanBelow(AdmissionWindow window) {
    return Math.max(SCAN_BELOW_STARTABLE, window.most() / SCAN_PARTS);
  }

  private void scanFailed(Throwable cause) {
    scanning = false;
    warn(cause);
    timers.after(AGAIN_AFTER_MS, this::go);
  }

  private void scanned(AdmissionWindow asked, List<PendingItem> items, long upTo) {
    scanning = false;
    if (asked == held.window()) {
      admit(items);
      asked.lookedAt(items.isEmpty() ? upTo : items.get(items.size() - 1).seq() + 1);
      job.checkFinished();
    }
    go();
  }
}
