package dev.fetchery.plan;

import dev.fetchery.job.Fault;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which items have failed at one host: one bad file is not a bad host, so that only failures of
 * {@value #ITEMS_BEFORE_ACTING} different items count against it. Times in epoch milliseconds.
 * Confined to the coordinator's event loop.
 */
final class FailureRecord {
  static final int ITEMS_BEFORE_ACTING = 5;

  private static final int SUCCESSES_TO_FORGET = 20;

  private final Set<Object> recent = new HashSet<>();
  private final Set<Object> sinceSuccess = new HashSet<>();
  private int successesInARow;
  private long sinceMs = -1;
  private long lastMs = Long.MIN_VALUE / 2;
  private @Nullable Fault last;

  /** Notes the failure of an item. */
  void failed(Object item, Fault fault, long nowMs) {
    again(fault, nowMs);
    successesInARow = 0;
    remember(recent, item);
    remember(sinceSuccess, item);
  }

  /** Notes that an item has failed once more: that is not counted. */
  void again(Fault fault, long nowMs) {
    lastMs = nowMs;
    last = fault;
    if (sinceMs < 0) {
      sinceMs = nowMs;
    }
  }

  private static void remember(Set<Object> items, Object item) {
    if (items.size() < ITEMS_BEFORE_ACTING) {
      items.add(item);
    }
  }

  void succeeded() {
    sinceMs = -1;
    last = null;
    sinceSuccess.clear();
    if (++successesInARow >= SUCCESSES_TO_FORGET) {
      recent.clear();
    }
  }

  /** A failure brought something none the less: the host is at work. */
  void progressed() {
    sinceMs = -1;
    sinceSuccess.clear();
  }

  /** Whether enough items have failed, successes among them. */
  boolean isFailing() {
    return recent.size() >= ITEMS_BEFORE_ACTING;
  }

  /** Whether enough items have failed without one success between. */
  boolean isFailingAlways() {
    return sinceSuccess.size() >= ITEMS_BEFORE_ACTING;
  }

  /** When the failures began that no success has interrupted; -1 if there are none. */
  long sinceMs() {
    return sinceMs;
  }

  long lastMs() {
    return lastMs;
  }

  /** The last failure since a success, or null. */
  @Nullable Fault last() {
    return last;
  }

  boolean isEmpty() {
    return sinceMs < 0 && recent.isEmpty();
  }
}
