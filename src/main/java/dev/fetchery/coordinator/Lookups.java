package dev.fetchery.coordinator;

import dev.fetchery.bus.Message.NameAsk;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Mode;
import dev.fetchery.plan.Entry;
import dev.fetchery.plan.Failure;
import dev.fetchery.plan.Origins;
import dev.fetchery.plan.RedirectPolicy.Next;
import dev.fetchery.plan.RetryAfter;
import dev.fetchery.plan.RetryPolicy;
import dev.fetchery.plan.RetryPolicy.Decision;
import dev.fetchery.source.LookupFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

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
    private final List<ItemDuty> waiting = new ArrayList<>();

    /** Items that are started only when it is answered. */
    private final List<ItemDuty> parked = new ArrayList<>();

    private LookupDuty request;
    private Map<String, String> fields;
    private Fault fault;
    private boolean notFound;

    /** Of the answer that said that there is none, or null. */
    private Integer status;

    boolean answered() {
      return fields != null || fault != null;
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
  void attach(ItemDuty duty, Entry<Duty> entry) {
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

  private Found found(String url, Entry<Duty> entry) {
    Found found = byUrl.get(url);
    if (found == null) {
      found = new Found();
      byUrl.put(url, found);
      found.request = new LookupDuty(url, found);
      entry.companion(found.request.entry(0));
    }
    return found;
  }

  /**
   * Whether an item may start before its lookup is answered: not while so many wait for a name that
   * there would be no room for what brings the names.
   */
  boolean mayStart(ItemDuty duty) {
    Found found = duty.lookup;
    if (found == null || found.answered()) {
      return true;
    }
    if (!found.request.begun) {
      // The first item that needed it is still in line, at another host perhaps.
      found.request.begun = true;
      runner.desk.dispatcher.offer(found.request.entry(0), runner.desk.nowMs());
    }
    boolean may = runner.desk.fetchers.waitingForNames() < runner.desk.options.concurrency();
    if (!may) {
      found.parked.add(duty);
    }
    return may;
  }

  /** What failed is asked again by the items that are tried again. */
  void forgetFailures() {
    byUrl.values().removeIf(found -> found.fault != null);
  }

  void left(ItemDuty duty) {
    if (duty.lookup != null && !duty.lookup.answered()) {
      duty.lookup.waiting.remove(duty);
    }
  }

  private void answered(Found found) {
    List<ItemDuty> waiting = List.copyOf(found.waiting);
    found.waiting.clear();
    for (ItemDuty duty : waiting) {
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
    List<ItemDuty> parked = List.copyOf(found.parked);
    found.parked.clear();
    for (ItemDuty duty : parked) {
      if (runner.admission.holds(duty.work.seq())) {
        Entry<Duty> entry = duty.entry(duty.work.host(), false, 0);
        runner.desk.dispatcher.offer(entry, runner.desk.nowMs());
      }
    }
    runner.desk.pump();
  }

  /** The request of a lookup. */
  private final class LookupDuty implements Duty {
    private final String url;
    private final Found found;
    private TaskFactory.Hop hop;
    private int attempts;

    /** Whether it is in line by itself or has been leased. */
    private boolean begun;

    private boolean leased;

    LookupDuty(String url, Found found) {
      this.url = url;
      this.found = found;
      this.hop = runner.items.tasks.lookup(url);
    }

    Entry<Duty> entry(long notBeforeMs) {
      return new Entry<>(runner.id(), Origins.host(hop.url()), this, true, notBeforeMs);
    }

    @Override
    public JobRunner runner() {
      return runner;
    }

    @Override
    public Task begin(Lease lease) {
      if (leased || found.answered()) {
        return null;
      }
      begun = true;
      leased = true;
      if (hop.hops() == 0) {
        attempts++;
      }
      Sink sink = new Sink.ToMemory(runner.desk.options.caps().lookupBytes());
      return runner.items.tasks.task(
          lease.id, -1, hop, null, null, sink, TaskFactory.Asked.ANYTHING);
    }

    @Override
    public void ended(Lease lease, Outcome outcome) {
      leased = false;
      if (lease.fate != null) {
        return;
      }
      if (outcome instanceof Outcome.Read read) {
        well();
        LookupFields.Result result = lookup.extract(read.body());
        if (result instanceof LookupFields.Fields fields) {
          found.fields = fields.values();
        } else if (result instanceof LookupFields.Failed failed) {
          found.fault = failed.fault();
        }
        answered(found);
      } else if (outcome instanceof Outcome.Redirected redirected) {
        redirected(redirected);
      } else if (outcome instanceof Outcome.Answered answer) {
        statusAnswered(answer);
      } else if (outcome instanceof Outcome.Broken broken) {
        failed(Failure.of(broken.fault(), broken.status(), broken.permanent()));
      } else {
        lost(lease);
      }
    }

    private void well() {
      runner.desk.dispatcher.host(Origins.host(hop.url())).succeeded();
    }

    private void redirected(Outcome.Redirected redirected) {
      well();
      Next next = runner.items.tasks.follow(hop, redirected.status(), redirected.location());
      if (next instanceof Next.Follow follow) {
        hop =
            new TaskFactory.Hop(
                follow.method(), follow.url(), follow.headers(), false, hop.hops() + 1, 0);
        runner.desk.dispatcher.offer(entry(0), runner.desk.nowMs());
      } else if (next instanceof Next.Refuse refuse) {
        fail(refuse.fault());
      }
    }

    private void statusAnswered(Outcome.Answered answer) {
      if (answer.status() == 404 || answer.status() == 410) {
        well();
        found.notFound = true;
        found.status = answer.status();
        fail(new Fault(ErrorCode.HTTP_STATUS, "the lookup's answer was " + answer.status()));
        return;
      }
      Fault fault = new Fault(ErrorCode.HTTP_STATUS, "the answer was " + answer.status());
      failed(
          new Failure(
              fault,
              answer.status(),
              false,
              RetryAfter.waitMs(answer.retryAfter(), runner.desk.now().toEpochMilli())));
    }

    private void failed(Failure failure) {
      Decision decision =
          RetryPolicy.decide(
              runner.spec().retry(),
              attempts,
              1,
              failure,
              ThreadLocalRandom.current().nextDouble(),
              runner.desk.nowMs());
      runner.desk.troubles.judge(Origins.host(hop.url()), this, failure);
      if (decision instanceof Decision.GiveUp giveUp) {
        fail(giveUp.fault());
        return;
      }
      long waitMs = decision instanceof Decision.Again again ? again.waitMs() : 0;
      hop = runner.items.tasks.lookup(url);
      runner.desk.dispatcher.offer(entry(runner.desk.nowMs() + waitMs), runner.desk.nowMs());
    }

    private void fail(Fault cause) {
      String detail = cause.code() == ErrorCode.HTTP_STATUS ? cause.detail() : reason(cause);
      found.fault = new Fault(ErrorCode.LOOKUP, detail);
      answered(found);
    }

    private String reason(Fault cause) {
      return "the lookup failed: " + cause.code().wire() + ", " + cause.detail();
    }

    @Override
    public void nameAsked(Lease lease, NameAsk ask) {
      throw new IllegalStateException("a lookup has no name");
    }

    @Override
    public void lost(Lease lease) {
      leased = false;
      if (hop.hops() == 0) {
        attempts--;
      }
      runner.desk.dispatcher.offer(entry(0), runner.desk.nowMs());
    }

    @Override
    public void giveUp(Fault fault) {
      fail(fault);
    }

    @Override
    public Object identity() {
      return runner.id() + "/lookup/" + url;
    }
  }
}
