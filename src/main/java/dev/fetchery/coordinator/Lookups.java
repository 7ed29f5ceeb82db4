package dev.fetchery.coordinator;

import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Mode;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.source.LookupFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job's lookups: each distinct one asked once, beside the first item that needs it. */
final class Lookups {
  /** Answers remembered; beyond it the oldest are asked again when needed again. */
  private static final int REMEMBERED = 50_000;

  private final JobRunner runner;
  private final LookupFields lookup;
  private final Map<String, Found> byUrl =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
          return size() > REMEMBERED && eldest.getValue().answered();
        }
      };

  Lookups(JobRunner runner) {
    this.runner = runner;
    boolean needed = runner.spec().lookup() != null && runner.spec().mode() == Mode.SAVE;
    this.lookup = needed ? new LookupFields(runner.spec().lookup()) : null;
  }

  /** What is known of one lookup. */
  static final class Found {
    private final List<ItemFetch> waiting = new ArrayList<>();

    /** Items that go on only when it is answered. */
    private final List<ItemFetch> parked = new ArrayList<>();

    private LookupFetch request;
    private Map<String, String> fields;
    private Fault fault;
    private boolean notFound;

    /** Of the answer that said that there is none, or null. */
    private Integer status;

    boolean answered() {
      return fields != null || fault != null;
    }

    /** The item is put in line again when it is answered. */
    void park(ItemFetch duty) {
      parked.add(duty);
    }

    void fields(Map<String, String> values) {
      fields = values;
    }

    void fault(Fault why) {
      fault = why;
    }

    /** The answer said that there is no such thing. */
    void notFound(int status, Fault why) {
      this.notFound = true;
      this.status = status;
      this.fault = why;
    }

    Map<String, String> fields() {
      return fields;
    }

    Fault fault() {
      return fault;
    }

    Integer status() {
      return status;
    }

    ItemState state() {
      return notFound ? ItemState.NOT_FOUND : ItemState.FAILED;
    }
  }

  /** Ties an item to its lookup; the entry brings the request along if it is the first. */
  void attach(ItemFetch duty, QueuedRequest<Fetch> entry) {
    if (lookup == null) {
      return;
    }
    LookupFields.Result url = lookup.url(runner.items.naming.naming().variables(duty.work));
    if (url instanceof LookupFields.Failed failed) {
      duty.lookup = new Found();
      duty.lookup.fault = failed.fault();
      return;
    }
    duty.lookup = found(((LookupFields.Url) url).url(), entry);
    Found found = duty.lookup;
    if (!found.answered()) {
      found.waiting.add(duty);
    }
  }

  private Found found(String url, QueuedRequest<Fetch> entry) {
    Found found = byUrl.get(url);
    if (found == null) {
      found = new Found();
      byUrl.put(url, found);
      found.request = new LookupFetch(runner, lookup, url, found);
      entry.companion(found.request.entry(0));
    }
    return found;
  }

  /**
   * Whether an item may start before its lookup is answered: not while so many wait for a name that
   * there would be no room for what brings the names.
   */
  boolean mayStart(ItemFetch duty) {
    Found found = duty.lookup;
    if (found == null || found.answered()) {
      return true;
    }
    // The first item that needed it may still be in line, at another host perhaps.
    found.request.lineUp();
    boolean may = runner.desk.fetchers.waitingForNames() < runner.desk.options.concurrency();
    if (!may) {
      found.park(duty);
    }
    return may;
  }

  /** What failed is asked again by the items that are tried again. */
  void forgetFailures() {
    byUrl.values().removeIf(found -> found.fault != null);
  }

  void left(ItemFetch duty) {
    if (duty.lookup != null && !duty.lookup.answered()) {
      duty.lookup.waiting.remove(duty);
    }
  }

  /** Lets the items go on that wait for what is now known. */
  void answered(Found found) {
    List<ItemFetch> waiting = List.copyOf(found.waiting);
    found.waiting.clear();
    for (ItemFetch duty : waiting) {
      Lease lease = runner.items.leaseOf(duty);
      if (lease == null) {
        continue;
      }
      if (found.fault != null) {
        runner.items.naming.refuse(duty, lease, found);
      } else {
        runner.items.naming.grantWhenKnown(duty, lease);
      }
    }
    List<ItemFetch> parked = List.copyOf(found.parked);
    found.parked.clear();
    for (ItemFetch duty : parked) {
      if (runner.admission.holds(duty.work.seq())) {
        QueuedRequest<Fetch> entry = duty.entry(duty.work.host(), false, 0);
        runner.desk.dispatcher.offer(entry, runner.desk.nowMs());
      }
    }
    runner.desk.pump();
  }
}
