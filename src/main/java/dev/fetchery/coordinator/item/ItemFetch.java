package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Task;
import dev.fetchery.cookie.CookieJar;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.JobEvents;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.job.Validators;
import dev.fetchery.url.WebUrl;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An item from the moment it is ready to its end: what its tasks, its lookup and its job tell of
 * it. What becomes of it is up to {@link ItemSteps}. Confined to the coordinator's event loop.
 */
final class ItemFetch implements Fetch, LookupState.Waiter {
  private final ItemServices services;
  private final ItemProgress progress;
  private final SendOnce once;
  private final ItemPlace place;
  private final ItemTurn turn;
  private final ItemSteps steps;
  private @Nullable CookieJar jar;

  ItemFetch(ItemServices services, PendingItem work) {
    this.services = services;
    int attempts = services.support().job().info().spec().retry().attempts();
    this.progress = new ItemProgress(work, attempts);
    this.once = new SendOnce(services.batch());
    this.place = new ItemPlace(work);
    this.turn = new ItemTurn(services, this, place);
    this.steps = new ItemSteps(services, this, progress, once, turn);
  }

  /** As those see it that decide what becomes of it. */
  ActiveItem item() {
    return steps;
  }

  PendingItem work() {
    return progress.work();
  }

  /** Its part is gone. */
  void withoutPart() {
    progress.withoutPart();
  }

  /** It is requested only if it has changed. */
  void validators(Validators known) {
    progress.validators(known);
  }

  /** Queues it for its start, with its lookup. */
  void queue() {
    steps.queue();
  }

  @Override
  public JobEvents job() {
    return services.support().job();
  }

  @Override
  public int attempts() {
    return work().attempts();
  }

  @Override
  public @Nullable Task begin(Lease lease) {
    WebUrl url = url();
    String path = url == null ? null : ready();
    if (url == null || path == null) {
      return null;
    }
    if (!progress.isRequested()) {
      if (!turn.isInTime() || !once.maySend(work(), steps::offerAgain)) {
        return null;
      }
      progress.begin(services.tasks().first(url, place.isLocated(), progress));
    }
    turn.taken();
    services.active().began(seq(), lease);
    progress.leased(lease.node());
    steps.trace("leased as task", lease.id());
    return services
        .tasks()
        .task(lease.id(), progress, steps.lookup(), path)
        .withCookies(services.support().cookies().header(jar, progress.hop().url()));
  }

  /** Its URL, or null where it ends without a request. */
  private @Nullable WebUrl url() {
    if (steps.endDecided()) {
      services.batch().flush();
      return null;
    }
    WebUrl url = place.url();
    if (url == null) {
      String why = Objects.requireNonNullElse(WebUrl.malformed(work().url()), "not a URL");
      steps.fail(new Fault(ErrorCode.BAD_URL, why));
      services.batch().flush();
    }
    return url;
  }

  /** Whether it would be requested now; if not, it has ended or is queued again when it may. */
  boolean mayStartNow() {
    return url() != null && ready() != null;
  }

  /** Ends it without a request. */
  void endNow(ItemState state, @Nullable Integer status, Fault why) {
    steps.endAs(state, status, why);
    services.batch().flush();
  }

  /** Where its body is written, or null where it does not start now. */
  private @Nullable String ready() {
    return services.lookups().mayStart(steps.lookup(), this)
        ? services.tasks().place(work(), steps::offerAgain)
        : null;
  }

  /** Ends it, as a POST that is not sent twice. */
  void endSent() {
    steps.fail(SendOnce.NOT_TWICE);
  }

  @Override
  public void cookies(List<String> fields) {
    jar = services.support().cookies().receive(jar, progress.hop().url(), fields);
  }

  @Override
  public void ended(Lease lease, Outcome outcome) {
    services.active().left(seq());
    if (Trace.on()) {
      steps.trace("outcome", outcome.getClass().getSimpleName());
    }
    services.outcomes().ended(steps, lease, outcome);
    turn.freed();
  }

  @Override
  public void nameAsked(Lease lease, NameRequest request) {
    progress.nameAsked(request);
    steps.trace("name asked, HTTP", request.status());
    String taken = request.taken();
    if (taken != null) {
      services.granter().taken(steps, lease, request, taken);
    } else {
      services.granter().grantWhenKnown(steps, lease);
    }
  }

  @Override
  public void lookupAnswered(LookupState answered) {
    Lease lease = services.active().leaseOf(seq());
    if (lease == null || lease.fetch() != this) {
      return;
    }
    if (answered.fault() != null) {
      services.granter().refuse(steps, lease, answered);
    } else {
      services.granter().grantWhenKnown(steps, lease);
    }
  }

  @Override
  public void mayStart() {
    steps.offerIfHeld();
  }

  @Override
  public void partGrown(Part part) {
    progress.grown(part);
    services.batch().attempted(progress.underWay());
  }

  @Override
  public void pieceRefused(PieceRefused piece) {
    services.support().attempts().refused(progress.hop(), piece);
  }

  /**
   * Its fetcher is gone, perhaps after it published the file and before it could say so: that is
   * undone first.
   */
  @Override
  public void lost(Lease lease) {
    services.active().left(seq());
    turn.freed();
    steps.trace("lost with its fetcher", lease.id());
    if (!services.names().saves()) {
      steps.back(lease, null);
      return;
    }
    job().writing(services.undo(work()).onSuccess(undone -> backAfterLoss(lease)));
  }

  private void backAfterLoss(Lease lease) {
    steps.back(lease, null);
    services.batch().flush();
    services.support().queue().wake();
  }

  @Override
  public void giveUp(Fault fault) {
    if (place.mirrors().hasNext()) {
      place.mirrors().failed();
      steps.toMirror(work().part());
    } else {
      steps.failWithHost(fault);
    }
  }

  @Override
  public void cancelled(Lease lease) {
    lease.endAs(steps::cancel);
  }

  private long seq() {
    return work().seq();
  }
}
