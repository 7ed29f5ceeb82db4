package dev.fetchery.coordinator;

import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.IfExists;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.WebUrl;
import dev.fetchery.store.JobStore.Attempted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The life of a job's items between their start and their stored end. */
final class ActiveItems {
  private final JobRunner runner;
  private final Desk desk;
  final TaskFactory tasks;
  final ItemNames naming;
  final OutcomeHandler outcomes;
  final PartPaths parts = new PartPaths();
  final OutcomeBatch results;
  private final Map<Long, Lease> active = new HashMap<>();

  ActiveItems(JobRunner runner) {
    this.runner = runner;
    this.desk = runner.desk;
    this.tasks = new TaskFactory(runner.id(), runner.spec(), desk.options.userAgent());
    this.naming = new ItemNames(runner, this);
    this.outcomes = new OutcomeHandler(runner, this);
    this.results = new OutcomeBatch(runner, parts);
  }

  int activeCount() {
    return active.size();
  }

  long activeBytes() {
    long bytes = 0;
    for (Lease lease : active.values()) {
      bytes += lease.receivedBytes;
    }
    return bytes;
  }

  /** Whether an item is active or its end is being stored. */
  boolean busy(long seq) {
    return active.containsKey(seq) || results.storing(seq);
  }

  /** Items that are active or whose end is being stored. */
  Set<Long> activeSeqs() {
    Set<Long> seqs = new HashSet<>(active.keySet());
    seqs.addAll(results.storing());
    return seqs;
  }

  boolean nothingHeld() {
    return active.isEmpty() && results.nothingHeld();
  }

  Set<Long> leasedSeqs() {
    return Set.copyOf(active.keySet());
  }

  /** The lease under which an item is active, or null. */
  Lease leaseOf(ItemFetch duty) {
    Lease lease = active.get(duty.work.seq());
    return lease != null && lease.duty() == duty ? lease : null;
  }

  Task begin(ItemFetch duty, Lease lease) {
    PendingItem work = duty.work;
    if (decided(duty)) {
      flush();
      return null;
    }
    String problem = WebUrl.problem(work.url());
    if (problem != null) {
      end(duty, ending(duty, ItemState.FAILED, null, 0, null, badUrl(problem)));
      flush();
      return null;
    }
    if (!runner.lookups.mayStart(duty)) {
      return null;
    }
    String place = parts.free(work.seq(), firstPlace(work), () -> offerAgain(duty));
    if (place == null) {
      return null;
    }
    if (duty.hop == null) {
      duty.hop = tasks.item(work.url(), work.headers(), duty.conditions);
      duty.work = work.after(work.attempts() + 1, 0, work.part());
    }
    active.put(work.seq(), lease);
    duty.asked = null;
    TaskFactory.Asked asked = new TaskFactory.Asked(runner.spec().expect(), work.sha256());
    Sink sink = sink(duty, place);
    if (sink instanceof Sink.Drop) {
      asked = TaskFactory.Asked.ANYTHING;
    }
    return tasks.task(lease.id, work.seq(), duty.hop, null, null, sink, asked);
  }

  /** Ends it where its lookup has failed, or its file has been found unchanged. */
  private boolean decided(ItemFetch duty) {
    Lookups.Found lookup = duty.lookup;
    if (lookup != null && lookup.fault() != null) {
      end(duty, ending(duty, lookup.state(), lookup.status(), 0, null, lookup.fault()));
    } else if (duty.unchangedMs != null) {
      end(duty, ending(duty, ItemState.SKIPPED, 304, 0, duty.unchangedMs, null));
    } else {
      return false;
    }
    return true;
  }

  /** Its file is as the origin has it; a lookup may still say that there is no such item. */
  void unchanged(ItemFetch duty, Lease lease, long durationMs) {
    duty.unchangedMs = durationMs;
    if (lease.fate != null) {
      lease.fate.run();
    } else if (duty.lookup != null && !duty.lookup.answered()) {
      duty.lookup.park(duty);
    } else {
      decided(duty);
    }
  }

  private void offerAgain(ItemFetch duty) {
    if (runner.admission.holds(duty.work.seq())) {
      desk.dispatcher.offer(duty.entry(duty.work.host(), true, 0), desk.nowMs());
      desk.pump();
    }
  }

  private static Fault badUrl(String problem) {
    return new Fault(ErrorCode.BAD_URL, problem);
  }

  private Sink sink(ItemFetch duty, String place) {
    if (runner.spec().mode() == Mode.PROBE) {
      return new Sink.Drop();
    }
    PendingItem work = duty.work;
    boolean replace = runner.spec().save().ifExists().mayReplace();
    int connections = runner.spec().limits().connectionsPerItem();
    return new Sink.ToFile(naming.target(duty), place, replace, work.part(), connections);
  }

  private String firstPlace(PendingItem work) {
    return naming.partPath(work.seq(), work.file());
  }

  /** Every place at which something of this item may lie; they follow from its grant. */
  List<String> partPaths(PendingItem work) {
    return parts.places(work.seq(), firstPlace(work));
  }

  /** So much of a body is on disk that it is to be continued, should the process die. */
  void grown(ItemFetch duty, Part part) {
    PendingItem work = duty.work;
    duty.work = work.after(work.attempts(), work.notBeforeMs(), part);
    // As with everything that a kill cuts short, the attempt is not counted.
    results.attempted(new Attempted(work.seq(), Math.max(0, work.attempts() - 1), 0, part, false));
  }

  /** Another attempt, after so long. */
  void again(ItemFetch duty, Part part, long waitMs) {
    PendingItem work = duty.work;
    long at = waitMs == 0 ? 0 : desk.nowMs() + waitMs;
    results.attempted(new Attempted(work.seq(), work.attempts(), at, part, true));
    duty.hop = null;
    duty.work = work.after(work.attempts(), at, part);
    runner.meter.retried(1);
    desk.dispatcher.offer(duty.entry(work.host(), true, at), desk.nowMs());
  }

  /** Back to waiting as if it had not been started. */
  void back(ItemFetch duty, Lease lease, Part part) {
    PendingItem work = duty.work;
    active.remove(work.seq());
    if (lease.fate != null) {
      lease.fate.run();
      return;
    }
    int attempts = Math.max(0, work.attempts() - 1);
    duty.hop = null;
    duty.work = work.after(attempts, 0, part);
    if (part != null || work.part() != null) {
      results.attempted(new Attempted(work.seq(), attempts, 0, part, false));
    }
    if (runner.admission.holds(work.seq())) {
      desk.dispatcher.offer(duty.entry(work.host(), false, 0), desk.nowMs());
    }
  }

  /**
   * Its fetcher is gone, perhaps after it published the file and before it could say so: that is
   * undone first.
   */
  void lost(ItemFetch duty, Lease lease) {
    PendingItem work = duty.work;
    active.remove(work.seq());
    if (!naming.saves()) {
      back(duty, lease, null);
      return;
    }
    List<PartState> left =
        partPaths(work).stream()
            .map(path -> new PartState(work.seq(), path, work.file(), false))
            .toList();
    runner.writing(
        desk.files(new FileRequest.Recover(left), FileAnswer.Recovered.class)
            .otherwise(new FileAnswer.Recovered(List.of()))
            .map(
                settled -> {
                  back(duty, lease, null);
                  flush();
                  desk.pump();
                  return null;
                }));
  }

  /** It has no fetcher any more. */
  void left(ItemFetch duty) {
    active.remove(duty.work.seq());
  }

  ItemResult ending(
      ItemFetch duty, ItemState state, Integer status, long bytes, Long durationMs, Fault fault) {
    return new ItemResult(
        duty.work.seq(),
        state,
        null,
        duty.work.attempts(),
        status,
        bytes,
        null,
        null,
        null,
        null,
        durationMs,
        desk.now(),
        null,
        null,
        fault);
  }

  /** What a cancelled job's active item comes to. */
  void fateCancelled(Lease lease) {
    if (lease.duty() instanceof ItemFetch duty) {
      lease.fate = () -> end(duty, ending(duty, ItemState.CANCELLED, null, 0, null, null));
    } else {
      lease.fate = () -> {};
    }
  }

  void end(ItemFetch duty, ItemResult ending) {
    results.ended(ending);
    runner.admission.ended(ending.seq(), duty.work.host());
    runner.lookups.left(duty);
  }

  /** Ends items whose file is there already, before a slot or rate is taken for them. */
  void endExisting(List<ItemFetch> duties, IfExists policy) {
    boolean fails = policy == IfExists.FAIL;
    for (ItemFetch duty : duties) {
      Fault fault = fails ? ItemNames.existsFault(duty.work.file()) : null;
      ItemState state = fails ? ItemState.FAILED : ItemState.SKIPPED;
      end(
          duty,
          ItemResult.without(duty.work.seq(), state, duty.work.attempts(), desk.now(), fault));
    }
    flush();
  }

  /** Stores what is held, in one go. */
  void flush() {
    results.flush();
  }
}
