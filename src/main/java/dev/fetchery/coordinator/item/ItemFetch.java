package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.TaskFactory;
import dev.fetchery.coordinator.attempt.TaskFactory.Asked;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Header;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.Mode;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.JobStore.Attempted;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An item from the moment it is ready to its end, with what has become of it so far. */
final class ItemFetch implements Fetch, ActiveItem, LookupState.Waiter {
  private final ItemServices services;
  private PendingItem work;

  /** Validators of the file that is there, for a refresh. */
  private List<Header> conditions = List.of();

  /** What is requested, or null before an attempt. */
  private @Nullable Hop hop;

  /** How long it took to find its file unchanged, in milliseconds; null where it was not. */
  private @Nullable Long unchangedMs;

  private @Nullable LookupState lookup;
  private @Nullable NameRequest nameRequest;
  private int checksumFailures;
  private int pathsTaken;

  ItemFetch(ItemServices services, PendingItem work) {
    this.services = services;
    this.work = work;
  }

  // --- before it starts

  /** Its part is gone. */
  void withoutPart() {
    work = work.after(work.attempts(), work.notBeforeMs(), null);
  }

  /** It is requested only if it has changed. */
  void conditions(List<Header> validators) {
    conditions = validators;
  }

  /** Queues it for its start, with its lookup. */
  void queue() {
    QueuedRequest<Fetch> entry = entry(work.host(), false, work.notBeforeMs());
    lookup = services.lookups().attach(work, this, entry);
    services.support().queue().offer(entry);
    trace("queued for", work.host());
  }

  // --- while it is leased

  @Override
  public JobEvents job() {
    return services.support().job();
  }

  @Override
  public @Nullable Task begin(Lease lease) {
    WebUrl url = url();
    String place = url == null ? null : ready();
    if (url == null || place == null) {
      return null;
    }
    if (hop == null) {
      hop = services.support().tasks().item(url, work.headers(), conditions);
      work = work.after(work.attempts() + 1, 0, work.part());
    }
    services.active().began(work.seq(), lease);
    nameRequest = null;
    trace("leased as task", lease.id());
    return task(lease, hop, place);
  }

  /** Its URL, or null where it ends without a request. */
  private @Nullable WebUrl url() {
    if (endDecided()) {
      services.batch().flush();
      return null;
    }
    try {
      return WebUrl.parse(work.url());
    } catch (BadUrlException e) {
      end(ended(ItemState.FAILED, null, null, new Fault(ErrorCode.BAD_URL, e.why())));
      services.batch().flush();
      return null;
    }
  }

  /** Where its body is written, or null where it does not start now. */
  private @Nullable String ready() {
    if (!services.lookups().mayStart(lookup, this)) {
      return null;
    }
    return services.parts().free(work.seq(), firstPart(), this::offerAgain);
  }

  private Task task(Lease lease, Hop requested, String place) {
    JobSpec spec = job().info().spec();
    TaskFactory tasks = services.support().tasks();
    if (spec.mode() == Mode.PROBE) {
      return tasks.task(
          lease.id(), work.seq(), requested, null, null, new Sink.Drop(), Asked.ANYTHING);
    }
    Sink sink =
        new Sink.ToFile(
            services.names().target(work, lookup),
            place,
            spec.save().ifExists().mayReplace(),
            work.part(),
            spec.limits().connectionsPerItem());
    Asked asked = new Asked(spec.expect(), work.sha256());
    return tasks.task(lease.id(), work.seq(), requested, null, null, sink, asked);
  }

  /** Ends it where its lookup has failed, or its file has been found unchanged. */
  private boolean endDecided() {
    if (lookup != null && lookup.fault() != null) {
      end(ended(lookup.itemState(), lookup.status(), null, lookup.fault()));
    } else if (unchangedMs != null) {
      end(ended(ItemState.SKIPPED, 304, unchangedMs, null));
    } else {
      return false;
    }
    return true;
  }

  private void offerAgain() {
    if (services.held().holds(work.seq())) {
      offer(work.host(), true, 0);
      services.support().queue().wake();
    }
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    services.active().left(work.seq());
    traceOutcome(outcome);
    services.outcomes().ended(this, lease, outcome);
  }

  private void traceOutcome(Outcome outcome) {
    if (Trace.on()) {
      trace("outcome", outcome.getClass().getSimpleName());
    }
  }

  @Override
  public void nameAsked(Lease lease, NameRequest request) {
    nameRequest = request;
    trace("name asked, HTTP", request.status());
    String taken = request.taken();
    if (taken != null) {
      services.granter().taken(this, lease, request, taken);
    } else {
      services.granter().grantWhenKnown(this, lease);
    }
  }

  @Override
  public void lookupAnswered(LookupState answered) {
    Lease lease = services.active().leaseOf(work.seq());
    if (lease == null || lease.fetch() != this) {
      return;
    }
    if (answered.fault() != null) {
      services.granter().refuse(this, lease, answered);
    } else {
      services.granter().grantWhenKnown(this, lease);
    }
  }

  @Override
  public void mayStart() {
    if (services.held().holds(work.seq())) {
      offer(work.host(), false, 0);
    }
  }

  @Override
  public void partGrown(Part part) {
    work = work.after(work.attempts(), work.notBeforeMs(), part);
    // As with everything that a kill cuts short, the attempt is not counted.
    int attempts = Math.max(0, work.attempts() - 1);
    services.batch().attempted(new Attempted(work.seq(), attempts, 0, part, false));
  }

  /**
   * Its fetcher is gone, perhaps after it published the file and before it could say so: that is
   * undone first.
   */
  @Override
  public void lost(Lease lease) {
    services.active().left(work.seq());
    trace("lost with its fetcher", lease.id());
    if (!services.names().saves()) {
      back(lease, null);
      return;
    }
    List<PartState> states =
        partPaths().stream()
            .map(path -> new PartState(work.seq(), path, work.file(), false))
            .toList();
    job()
        .writing(
            services
                .files()
                .ask(new FileRequest.Recover(states))
                .transform(recovered -> Future.succeededFuture())
                .onSuccess(recovered -> backAfterLoss(lease)));
  }

  private void backAfterLoss(Lease lease) {
    back(lease, null);
    services.batch().flush();
    services.support().queue().wake();
  }

  @Override
  public void giveUp(Fault fault) {
    end(ended(ItemState.FAILED, null, null, fault));
  }

  @Override
  public void cancelled(Lease lease) {
    lease.endAs(() -> end(ended(ItemState.CANCELLED, null, null, null)));
  }

  // --- as those see it that decide on it

  @Override
  public PendingItem work() {
    return work;
  }

  @Override
  public Hop hop() {
    return Objects.requireNonNull(hop, "nothing is requested");
  }

  @Override
  public Object identity() {
    return job().info().id() + '/' + work.seq();
  }

  @Override
  public void end(ItemResult result) {
    trace("ends", result.state());
    services.batch().ended(result);
    services.held().ended(work.seq(), work.host());
    services.lookups().left(lookup, this);
  }

  @Override
  public void follow(Hop next) {
    hop = next;
    String host = FetchAttempts.host(next);
    offer(host, true, 0);
    trace("redirected to", host);
  }

  @Override
  public void again(@Nullable Part part, long waitMs) {
    long at = waitMs == 0 ? 0 : services.support().queue().nowMs() + waitMs;
    services.batch().attempted(new Attempted(work.seq(), work.attempts(), at, part, true));
    hop = null;
    work = work.after(work.attempts(), at, part);
    job().retried();
    offer(work.host(), true, at);
    trace("tried again, after ms", waitMs);
  }

  @Override
  public void back(Lease lease, @Nullable Part part) {
    if (lease.end()) {
      return;
    }
    int attempts = Math.max(0, work.attempts() - 1);
    boolean recorded = part != null || work.part() != null;
    hop = null;
    work = work.after(attempts, 0, part);
    if (recorded) {
      services.batch().attempted(new Attempted(work.seq(), attempts, 0, part, false));
    }
    if (services.held().holds(work.seq())) {
      offer(work.host(), false, 0);
    }
  }

  @Override
  public void unchanged(Lease lease, long durationMs) {
    unchangedMs = durationMs;
    if (lease.end()) {
      return;
    }
    if (lookup != null && !lookup.answered()) {
      lookup.park(this);
    } else {
      endDecided();
    }
  }

  /** They follow from its grant. */
  @Override
  public List<String> partPaths() {
    return services.parts().places(work.seq(), firstPart());
  }

  @Override
  public void checksumFailed() {
    checksumFailures++;
  }

  @Override
  public int checksumFailures() {
    return checksumFailures;
  }

  @Override
  public @Nullable NameRequest nameRequest() {
    return nameRequest;
  }

  @Override
  public @Nullable LookupState lookup() {
    return lookup;
  }

  @Override
  public boolean heldUnder(Lease lease) {
    return services.active().leaseOf(work.seq()) == lease;
  }

  @Override
  public void granted(String path) {
    work = work.withFile(path);
    trace("granted", path);
  }

  @Override
  public int pathTaken() {
    return ++pathsTaken;
  }

  // --- helpers

  private String firstPart() {
    return services.names().partPath(work.seq(), work.file());
  }

  private ItemResult ended(
      ItemState state, @Nullable Integer status, @Nullable Long durationMs, @Nullable Fault fault) {
    return ItemResults.ended(work, state, status, durationMs, fault, services.clock().now());
  }

  private QueuedRequest<Fetch> entry(String host, boolean urgent, long notBeforeMs) {
    return services.support().entry(this, host, urgent, notBeforeMs);
  }

  private void offer(String host, boolean urgent, long notBeforeMs) {
    services.support().queue().offer(entry(host, urgent, notBeforeMs));
  }

  private void trace(String step, long detail) {
    Trace.step(job().info().id(), work.seq(), step, detail);
  }

  private void trace(String step, Object detail) {
    Trace.step(job().info().id(), work.seq(), step, detail);
  }
}
