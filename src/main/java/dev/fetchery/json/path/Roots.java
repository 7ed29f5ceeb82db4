package dev.fetchery.json.path;

import java.util.List;

/** Finds filters that look at the whole document. */
final class Roots {
  private Roots() {}

  /** Whether one of the segment's filters begins at the root. */
  static boolean in(Selector.Segment segment) {
    return segment.selectors().stream()
        .anyMatch(
            selector -> selector instanceof Selector.Filter filter && in(filter.expression()));
  }

  private static boolean in(Logical logical) {
    if (logical instanceof Logical.Or or) {
      return any(or.parts());
    } else if (logical instanceof Logical.And and) {
      return any(and.parts());
    } else if (logical instanceof Logical.Not not) {
      return in(not.part());
    } else if (logical instanceof Logical.Exists exists) {
      return in(exists.query());
    } else if (logical instanceof Logical.Matches matches) {
      return in(matches.text()) || in(matches.pattern());
    }
    Logical.Comparison comparison = (Logical.Comparison) logical;
    return in(comparison.left()) || in(comparison.right());
  }

  private static boolean any(List<Logical> parts) {
    return parts.stream().anyMatch(Roots::in);
  }

  private static boolean in(Operand operand) {
    if (operand instanceof Operand.Single single) {
      return in(single.query());
    } else if (operand instanceof Operand.Value value) {
      return in(value.query());
    } else if (operand instanceof Operand.Count count) {
      return in(count.query());
    }
    return operand instanceof Operand.Length length && in(length.of());
  }

  private static boolean in(Selector.Query query) {
    return query.absolute() || query.segments().stream().anyMatch(Roots::in);
  }
}
