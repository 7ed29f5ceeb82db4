package dev.fetchery.cli;

import dev.fetchery.job.Completion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Completions of a job that were announced and not taken yet, so that they need not be read from
 * the store again. It keeps no more than a bound; what it does not keep is in the store. Safe for
 * use by many threads.
 */
final class RecentCompletions {
  private final int bound;
  private final Deque<Completion> kept = new ArrayDeque<>();

  /**
   * @param bound completions that it keeps at most
   */
  RecentCompletions(int bound) {
    this.bound = bound;
  }

  /** Keeps these, in order of their numbers, as far as there is room. */
  synchronized void add(List<Completion> announced) {
    for (Completion completion : announced) {
      if (kept.size() == bound) {
        return;
      }
      // one that was left out leaves a gap: what follows it is read from the store as well
      if (kept.isEmpty() || completion.n() == kept.getLast().n() + 1) {
        kept.add(completion);
      }
    }
  }

  /**
   * Takes what follows a number without a gap; empty if the next is not among those kept.
   *
   * @param afterN number of the last completion that was seen
   */
  synchronized List<Completion> takeAfter(long afterN) {
    while (!kept.isEmpty() && kept.getFirst().n() <= afterN) {
      kept.removeFirst();
    }
    if (kept.isEmpty() || kept.getFirst().n() != afterN + 1) {
      return List.of();
    }
    List<Completion> taken = new ArrayList<>(kept);
    kept.clear();
    return taken;
  }
}
