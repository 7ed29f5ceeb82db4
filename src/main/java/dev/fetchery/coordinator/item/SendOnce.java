package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.PendingItem;
import dev.fetchery.store.JobStore.Attempted;

/**
 * Keeps an item's POST from being sent twice: before it is sent the store knows of it, so that it
 * is not sent again after a crash either. Confined to the coordinator's event loop.
 */
final class SendOnce {
  static final Fault NOT_TWICE =
      new Fault(ErrorCode.RESET, "interrupted after it was sent, and a POST is not sent twice");

  /** Stands in the store for the time of the next attempt while one may be under way. */
  private static final long SENDING = -1;

  private final Confined confined = new Confined();
  private final OutcomeBatch batch;

  /** Whether the store knows that this attempt is about to be sent. */
  private boolean stored;

  SendOnce(OutcomeBatch batch) {
    this.batch = batch;
  }

  /** Whether it may have been sent by a service that ended since. */
  static boolean mayHaveBeenSent(PendingItem work) {
    return work.notBeforeMs() == SENDING;
  }

  static boolean isFor(PendingItem work) {
    return !work.terms().order().repeatable();
  }

  /**
   * Whether it may be sent now.
   *
   * @param then runs when it may be, where it may not yet
   */
  boolean maySend(PendingItem work, Runnable then) {
    assert confined.here();
    if (stored || !isFor(work)) {
      return true;
    }
    batch
        .store(
            new Attempted(
                work.seq(), work.after(work.attempts() + 1, SENDING, null).tried(), false))
        .onSuccess(done -> stored = true)
        .onComplete(done -> then.run());
    return false;
  }

  /** It was not sent, or is to be sent once more: the store is told anew. */
  void again() {
    assert confined.here();
    stored = false;
  }
}
