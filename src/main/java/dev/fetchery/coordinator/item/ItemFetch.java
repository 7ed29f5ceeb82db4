package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.FileRequest.PartState;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.cookie.CookieJar;
import dev.fetchery.coordinator.attempt.FetchAttempts;
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
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AttemptBudget;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.JobStore.Attempted;
import dev.fetchery.url.BadUrlException;
import dev.fetchery.url.WebUrl;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item from the moment it is ready to its end. Confined to the coordinator's event loop. */
final class ItemFetch implements Fetch, ActiveItem, LookupState.Waiter {
  private final ItemServices services;
  private final ItemProgress progress;
  private final SendOnce once;
  private final MirrorTurn turn;
  private @Nullable LookupState lookup;
  private @Nullable CookieJar jar;

  ItemFetch(ItemServices services, PendingItem work) {
    this.services = services;
    int attempts = services.support().job().info().spec().retry().attempts();
    this.progress = new ItemProgress(work, attempts);
    this.once = new SendOnce(services.batch());
    this.turn = new MirrorTurn(work);
  }

  /** Its part is gone. */
  void withoutPart() {
    progress.withoutPart();
  }

  /** It is requested only if it has changed. */
  void conditions(List<Header> validators) {
    progress.conditions(validators);
  }

  /** Queues it for its start, with its lookup. */
  void queue() {
    PendingItem work = work();
    QueuedRequest<Fetch> entry = entry(turn.host(), false, work.notBeforeMs());
    lookup = services.lookups().attach(work, this, entry);
    services.support().queue().offer(entry);
    trace("queued for", work.host());
  }

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
    if (!progress.isRequested()) {
      if (!once.maySend(work(), this::offerAgain)) {
        return null;
      }
      progress.begin(services.tasks().first(url, progress));
    }
    services.active().began(seq(), lease);
    progress.leased();
    trace("leased as task", lease.id());
    return services
        .tasks()
        .task(lease.id(), work(), hop(), lookup, place)
        .withCookies(services.support().cookies().header(jar, hop().url()));
  }

  /** Its URL, or null where it ends without a request. */
  private @Nullable WebUrl url() {
    if (endDecided()) {
      services.batch().flush();
      return null;
    }
    try {
      return WebUrl.parse(turn.url());
    } catch (BadUrlException e) {
      end(ended(ItemState.FAILED, null, null, new Fault(ErrorCode.BAD_URL, e.why())));
      services.batch().flush();
      return null;
    }
  }

  /** Where its body is written, or null where it does not start now. */
  private @Nullable String ready() {
    return services.lookups().mayStart(lookup, this)
        ? services.tasks().place(work(), this::offerAgain)
        : null;
  }

  /** Ends it, as a POST that is not sent twice. */
  void endSent() {
    end(ended(ItemState.FAILED, null, null, SendOnce.NOT_TWICE));
  }

  /** Ends it where its lookup has failed, or its file has been found unchanged. */
  private boolean endDecided() {
    if (lookup != null && lookup.fault() != null) {
      end(ended(lookup.itemState(), lookup.status(), null, lookup.fault()));
    } else if (progress.unchangedMs() != null) {
      end(ended(ItemState.SKIPPED, 304, progress.unchangedMs(), null));
    } else {
      return false;
    }
    return true;
  }

  private void offerAgain() {
    if (isHeld()) {
      offer(turn.host(), true, 0);
      services.support().queue().wake();
    }
  }

  @Override
  public void cookies(List<String> fields) {
    jar = services.support().cookies().receive(jar, hop().url(), fields);
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    services.active().left(seq());
    if (Trace.on()) {
      trace("outcome", outcome.getClass().getSimpleName());
    }
    services.outcomes().ended(this, lease, outcome);
  }

  @Override
  public void nameAsked(Lease lease, NameRequest request) {
    progress.nameAsked(request);
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
    Lease lease = services.active().leaseOf(seq());
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
    if (isHeld()) {
      offer(turn.host(), false, 0);
    }
  }

  @Override
  public void partGrown(Part part) {
    progress.grown(part);
    // As with everything that a kill cuts short, the attempt is not counted.
    int attempts = Math.max(0, work().attempts() - 1);
    services.batch().attempted(new Attempted(seq(), attempts, 0, part, false));
  }

  /**
   * Its fetcher is gone, perhaps after it published the file and before it could say so: that is
   * undone first.
   */
  @Override
  public void lost(Lease lease) {
    services.active().left(seq());
    trace("lost with its fetcher", lease.id());
    if (!services.names().saves()) {
      back(lease, null);
      return;
    }
    List<PartState> states =
        partPaths().stream().map(path -> new PartState(seq(), path, work().file(), false)).toList();
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
    if (turn.hasNext()) {
      turn.failed();
      toMirror(work().part());
      return;
    }
    end(ended(ItemState.FAILED, null, null, fault));
  }

  @Override
  public void cancelled(Lease lease) {
    lease.endAs(() -> end(ended(ItemState.CANCELLED, null, null, null)));
  }

  @Override
  public PendingItem work() {
    return progress.work();
  }

  @Override
  public Hop hop() {
    return progress.hop();
  }

  @Override
  public Object identity() {
    return job().info().id() + '/' + seq();
  }

  @Override
  public AttemptBudget budget() {
    return progress.budget();
  }

  @Override
  public MirrorTurn mirrors() {
    return turn;
  }

  @Override
  public void end(ItemResult result) {
    trace("ends", result.state());
    services.batch().ended(result);
    services.held().ended(seq(), work().host());
    services.lookups().left(lookup, this);
  }

  @Override
  public void follow(Hop next) {
    progress.follow(next);
    String host = FetchAttempts.host(next);
    offer(host, true, 0);
    trace("redirected to", host);
  }

  @Override
  public void toMirror(@Nullable Part part) {
    turn.next();
    services.held().elsewhere(seq());
    progress.toMirror(MirrorTurn.continued(part, work().terms().proof()));
    goOn();
    trace("asked of a mirror at", turn.host());
  }

  @Override
  public void again(@Nullable Part part, long waitMs, AttemptBudget used) {
    long at = waitMs == 0 ? 0 : services.support().queue().nowMs() + waitMs;
    progress.again(used, at, part);
    once.again();
    goOn();
    trace("tried again, after ms", waitMs);
  }

  /** Another attempt is due, at the time of its work. */
  private void goOn() {
    long at = work().notBeforeMs();
    services.batch().attempted(new Attempted(seq(), work().attempts(), at, work().part(), true));
    job().retried();
    offer(turn.host(), true, at);
  }

  @Override
  public void back(Lease lease, @Nullable Part part) {
    if (lease.end()) {
      return;
    }
    if (SendOnce.isFor(work())) {
      endSent();
      return;
    }
    boolean recorded = part != null || work().part() != null;
    progress.back(part);
    if (recorded) {
      services.batch().attempted(new Attempted(seq(), work().attempts(), 0, part, false));
    }
    if (isHeld()) {
      offer(turn.host(), false, 0);
    }
  }

  @Override
  public void unchanged(Lease lease, long durationMs) {
    progress.unchanged(durationMs);
    if (lease.end()) {
      return;
    }
    if (lookup != null && !lookup.answered()) {
      lookup.park(this);
    } else {
      endDecided();
    }
  }

  @Override
  public List<String> partPaths() {
    return services.tasks().places(work());
  }

  @Override
  public @Nullable NameRequest nameRequest() {
    return progress.nameRequest();
  }

  @Override
  public @Nullable LookupState lookup() {
    return lookup;
  }

  @Override
  public boolean heldUnder(Lease lease) {
    return services.active().leaseOf(seq()) == lease;
  }

  @Override
  public void granted(String path) {
    progress.granted(path);
    trace("granted", path);
  }

  @Override
  public int pathTaken() {
    return progress.pathTaken();
  }

  private long seq() {
    return work().seq();
  }

  private boolean isHeld() {
    return services.held().holds(seq());
  }

  private ItemResult ended(
      ItemState state, @Nullable Integer status, @Nullable Long durationMs, @Nullable Fault fault) {
    return ItemResults.ended(work(), state, status, durationMs, fault, services.clock().now());
  }

  private QueuedRequest<Fetch> entry(String host, boolean urgent, long notBeforeMs) {
    return services.support().entry(this, host, urgent, notBeforeMs);
  }

  private void offer(String host, boolean urgent, long notBeforeMs) {
    services.support().queue().offer(entry(host, urgent, notBeforeMs));
  }

  private void trace(String step, long detail) {
    Trace.step(job().info().id(), seq(), step, detail);
  }

  private void trace(String step, Object detail) {
    Trace.step(job().info().id(), seq(), step, detail);
  }
}
