package dev.fetchery.json.path;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a segment selects of a value's children (RFC 9535, 2.3). */
sealed interface Selector {

  /** The member of this name. */
  record Name(String name) implements Selector {}

  /** All children. */
  record Wildcard() implements Selector {}

  /** The element at this index, from the end where negative. */
  record Index(long index) implements Selector {}

  /** Elements from {@code start} until before {@code end}, each {@code step}-th. */
  record Slice(@Nullable Long start, @Nullable Long end, long step) implements Selector {}

  /** Children for which the expression holds. */
  record Filter(Logical expression) implements Selector {}

  /**
   * A step of a query.
   *
   * @param descend whether it applies to all descendants as well
   */
  record Segment(boolean descend, List<Selector> selectors) {
    public Segment {
      selectors = List.copyOf(selectors);
    }

    /** Whether it takes or leaves each child whatever the others are, and in their order. */
    boolean takesEachByItself() {
      return !descend
          && selectors.size() == 1
          && (selectors.get(0) instanceof Wildcard || selectors.get(0) instanceof Filter);
    }

    /** Whether it selects one value at most. */
    boolean isSingular() {
      return !descend
          && selectors.size() == 1
          && (selectors.get(0) instanceof Name || selectors.get(0) instanceof Index);
    }
  }

  /**
   * A query.
   *
   * @param absolute whether it begins at the root, not at the value at hand
   */
  record Query(boolean absolute, List<Segment> segments) {
    public Query {
      segments = List.copyOf(segments);
    }

    /** Whether it selects one value at most (RFC 9535, 2.3.5.1). */
    boolean isSingular() {
      return segments.stream().allMatch(Segment::isSingular);
    }
  }
}
