package dev.fetchery.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a parent source was expanded: a position of it, and how many of the entries that it names
 * from there on. A source may name several entries before its position moves.
 */
final class ParentPosition {
  private @Nullable String base;
  private long expanded;

  /** Entries that a resumed parent names again. */
  private long toSkip;

  /** Where the parent's position moved to, and how many entries it had named by then. */
  private final Deque<Move> moves = new ArrayDeque<>();

  private @Nullable String latest;
  private long namedSinceBase;

  private record Move(@Nullable String position, long namedBefore) {}

  ParentPosition(@Nullable String base, long expanded) {
    this.base = base;
    this.latest = base;
    this.expanded = expanded;
    this.toSkip = expanded;
    this.namedSinceBase = expanded;
  }

  @Nullable String base() {
    return base;
  }

  long expanded() {
    return expanded;
  }

  /**
   * The parent took a step.
   *
   * @return the entries that were not expanded before
   */
  List<Branch> named(List<Branch> entries, @Nullable String position) {
    List<Branch> fresh = new ArrayList<>();
    for (Branch entry : entries) {
      if (toSkip > 0) {
        toSkip--;
      } else {
        fresh.add(entry);
        namedSinceBase++;
      }
    }
    if (!Objects.equals(position, latest)) {
      latest = position;
      moves.add(new Move(position, namedSinceBase));
      settle();
    }
    return fresh;
  }

  /** One more entry was expanded. */
  void expandedOne() {
    expanded++;
    settle();
  }

  private void settle() {
    while (!moves.isEmpty() && expanded >= moves.peek().namedBefore()) {
      Move move = moves.poll();
      base = move.position();
      long before = move.namedBefore();
      expanded -= before;
      namedSinceBase -= before;
      shiftMoves(before);
    }
  }

  private void shiftMoves(long by) {
    int left = moves.size();
    for (int i = 0; i < left; i++) {
      Move move = moves.poll();
      moves.add(new Move(move.position(), move.namedBefore() - by));
    }
  }
}
