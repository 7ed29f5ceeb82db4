package dev.fetchery.coordinator.item;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.coordinator.attempt.FetchAttempts;
import dev.fetchery.coordinator.attempt.TaskFactory.Hop;
import dev.fetchery.coordinator.discovery.LookupState;
import dev.fetchery.coordinator.lease.Fetch;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.Trace;
import dev.fetchery.job.Fault;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Part;
import dev.fetchery.job.PendingItem;
import dev.fetchery.plan.AttemptBudget;
import dev.fetchery.plan.QueuedRequest;
import dev.fetchery.store.JobStore.Attempted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an item under way, once that is decided: it is stored, and queued again or ended.
 * Confined to the coordinator's event loop.
 */
final class ItemSteps implements ActiveItem {
  private final ItemServices services;
  private final ItemFetch fetch;
  private final ItemProgress progress;
  private final SendOnce once;
  private final ItemTurn turn;
  private @Nullable LookupState lookup;

  ItemSteps(
      ItemServices services, ItemFetch fetch, ItemProgress progress, SendOnce once, ItemTurn turn) {
    this.services = services;
    this.fetch = fetch;
    this.progress = progress;
    this.once = once;
    this.turn = turn;
  }

  /** Queues it for its start, with its lookup. */
  void queue() {
    PendingItem work = work();
    QueuedRequest<Fetch> entry = turn.entry(false, work.notBeforeMs());
    lookup = services.lookups().attach(work, fetch, entry);
    services.support().queue().offer(entry);
    trace("queued for", work.host());
  }

  /** Ends it where its lookup has failed, or its file has been found unchanged. */
  boolean endDecided() {
    if (lookup != null && lookup.fault() != null) {
      end(ended(lookup.itemState(), lookup.status(), lookup.fault()));
    } else if (progress.unchangedMs() != null) {
      end(
          ItemResults.ended(
              work(),
              progress.hop(),
              ItemState.SKIPPED,
              304,
              progress.unchangedMs(),
              null,
              services.clock().now()));
    } else if (turn.fault() != null) {
      fail(turn.fault());
    } else {
      return false;
    }
    return true;
  }

  /** Offers it anew, ahead of others; unless it is over. */
  void offerAgain() {
    turn.offer(true, 0);
    services.support().queue().wake();
  }

  /** Offers it, unless it is over. */
  void offerIfHeld() {
    turn.offer(false, 0);
  }

  /** Ends it as failed, without an answer. */
  void fail(Fault fault) {
    end(ended(ItemState.FAILED, null, fault));
  }

  /** Ends it so, without an answer of its own. */
  void endAs(ItemState state, @Nullable Integer status, Fault fault) {
    end(ended(state, status, fault));
  }

  /** Ends it as failed because of its host; its last attempt may have been answered. */
  void failWithHost(Fault fault) {
    end(ended(ItemState.FAILED, progress.status(), fault));
  }

  void cancel() {
    end(ended(ItemState.CANCELLED, null, null));
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
    return services.support().job().info().id() + '/' + seq();
  }

  @Override
  public AttemptBudget budget() {
    return progress.budget();
  }

  @Override
  public ItemPlace place() {
    return turn.place();
  }

  @Override
  public void end(ItemResult result) {
    trace("ends", result.state());
    services.batch().ended(result.by(progress.node()));
    services.held().ended(seq(), work().host());
    services.active().kept().left(seq());
    services.lookups().left(lookup, fetch);
    turn.leave();
  }

  @Override
  public void follow(Hop next) {
    progress.follow(next);
    String host = FetchAttempts.host(next);
    services.support().queue().offer(services.support().entry(fetch, host, true, 0));
    trace("redirected to", host);
  }

  @Override
  public void toMirror(@Nullable Part part) {
    turn.place().toMirror();
    services.held().elsewhere(seq());
    progress.toMirror(mirrors(), MirrorTurn.continued(part, work().terms().proof()));
    goOn();
    trace("asked of a mirror at", turn.place().host());
  }

  @Override
  public void again(
      @Nullable Integer status, @Nullable Part part, long waitMs, AttemptBudget used) {
    long at = waitMs == 0 ? 0 : services.support().queue().nowMs() + waitMs;
    progress.again(status, used, at, part);
    once.again();
    goOn();
    trace("tried again, after ms", waitMs);
  }

  /** Another attempt is due, at the time of its work. */
  private void goOn() {
    long at = work().notBeforeMs();
    services.batch().attempted(new Attempted(seq(), work().tried(), true));
    services.active().kept().waits(work());
    services.support().job().retried();
    turn.offer(true, at);
  }

  @Override
  public void back(Lease lease, @Nullable Part part) {
    if (lease.end()) {
      return;
    }
    if (SendOnce.isFor(work())) {
      fail(SendOnce.NOT_TWICE);
      return;
    }
    boolean recorded = part != null || work().part() != null;
    progress.back(part);
    services.active().kept().waits(work());
    if (recorded) {
      services.batch().attempted(new Attempted(seq(), work().tried(), false));
    }
    offerIfHeld();
  }

  @Override
  public void unchanged(Lease lease, long durationMs) {
    progress.unchanged(durationMs);
    if (lease.end()) {
      return;
    }
    if (lookup != null && !lookup.answered()) {
      lookup.park(fetch);
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

  private ItemResult ended(ItemState state, @Nullable Integer status, @Nullable Fault fault) {
    return ItemResults.ended(work(), state, status, fault, services.clock().now());
  }

  void trace(String step, long detail) {
    Trace.step(services.support().job().info().id(), seq(), step, detail);
  }

  void trace(String step, Object detail) {
    Trace.step(services.support().job().info().id(), seq(), step, detail);
  }
}
