package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import java.util.BitSet;

/**
 * The items of a job that may have been at work when the service ended, each until what it may have
 * left on disk has been seen to: what it publishes after that is no work of before. That cannot be
 * told by the store alone, whose answer may be older than what has happened since. A bit for each
 * item. Confined to the coordinator's event loop.
 */
final class LeftItems {
  private final Confined confined = new Confined();
  private final long below;
  private final BitSet seenTo = new BitSet();

  /**
   * @param below the number that the next item had then; 0 where the job had not run before
   */
  LeftItems(long below) {
    this.below = below;
  }

  /** Whether there may be any. */
  boolean mayBeAny() {
    return below > 0;
  }

  /** Whether an item may have left something that has not been seen to. */
  boolean mayHaveLeft(long seq) {
    assert confined.here();
    return isOfBefore(seq) && (seq > Integer.MAX_VALUE || !seenTo.get((int) seq));
  }

  /** Whether an item was known when the service ended. */
  boolean isOfBefore(long seq) {
    return seq < below;
  }

  /** What an item may have left is removed, or is its own to go on with. */
  void seenTo(long seq) {
    assert confined.here();
    if (isOfBefore(seq) && seq <= Integer.MAX_VALUE) {
      seenTo.set((int) seq);
    }
  }
}
