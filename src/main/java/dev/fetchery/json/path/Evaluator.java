package dev.fetchery.json.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One evaluation of a query. Gives up where it looks at too many values. */
final class Evaluator {
  private final JsonNode root;
  private final Map<String, Optional<Pattern>> patterns = new HashMap<>();
  private long left;

  Evaluator(JsonNode root, long maxSteps) {
    this.root = root;
    this.left = maxSteps;
  }

  List<JsonNode> select(Selector.Query query, JsonNode current) {
    List<JsonNode> nodes = List.of(query.absolute() ? root : current);
    for (Selector.Segment segment : query.segments()) {
      List<JsonNode> selected = new ArrayList<>();
      for (JsonNode node : nodes) {
        if (segment.descend()) {
          descend(node, segment, selected);
        } else {
          apply(segment, node, selected::add);
        }
      }
      nodes = selected;
    }
    return nodes;
  }

  private void descend(JsonNode node, Selector.Segment segment, List<JsonNode> selected) {
    apply(segment, node, selected::add);
    for (JsonNode child : node) {
      step();
      if (child.isContainerNode()) {
        descend(child, segment, selected);
      }
    }
  }

  private void step() {
    if (--left < 0) {
      throw new JsonPath.TooCostlyException();
    }
  }

  private void apply(Selector.Segment segment, JsonNode node, Consumer<JsonNode> selected) {
    for (Selector selector : segment.selectors()) {
      step();
      if (selector instanceof Selector.Name name) {
        JsonNode child = node.isObject() ? node.get(name.name()) : null;
        accept(child, selected);
      } else if (selector instanceof Selector.Index index) {
        accept(element(node, index.index()), selected);
      } else if (selector instanceof Selector.Slice slice) {
        slice(node, slice, selected);
      } else {
        children(selector, node, selected);
      }
    }
  }

  private void children(Selector selector, JsonNode node, Consumer<JsonNode> selected) {
    for (JsonNode child : node) {
      step();
      boolean taken =
          !(selector instanceof Selector.Filter filter) || holds(filter.expression(), child);
      if (taken) {
        selected.accept(child);
      }
    }
  }

  private static void accept(@Nullable JsonNode node, Consumer<JsonNode> selected) {
    if (node != null) {
      selected.accept(node);
    }
  }

  private static @Nullable JsonNode element(JsonNode node, long index) {
    long at = index < 0 ? index + node.size() : index;
    return node.isArray() && at >= 0 && at < node.size() ? node.get((int) at) : null;
  }

  /** RFC 9535, 2.3.4.2.2. */
  private void slice(JsonNode node, Selector.Slice slice, Consumer<JsonNode> selected) {
    long step = slice.step();
    if (!node.isArray() || step == 0) {
      return;
    }
    long size = node.size();
    long start = slice.start() == null ? (step > 0 ? 0 : size - 1) : normal(slice.start(), size);
    long end = slice.end() == null ? (step > 0 ? size : -size - 1) : slice.end();
    long until = slice.end() == null && step < 0 ? -1 : normal(end, size);
    if (step > 0) {
      long last = Math.min(Math.max(until, 0), size);
      for (long i = Math.min(Math.max(start, 0), size); i < last; i += step) {
        step();
        selected.accept(node.get((int) i));
      }
    } else {
      long last = Math.min(Math.max(until, -1), size - 1);
      for (long i = Math.min(Math.max(start, -1), size - 1); i > last; i += step) {
        step();
        selected.accept(node.get((int) i));
      }
    }
  }

  private static long normal(long index, long size) {
    return index >= 0 ? index : size + index;
  }

  private boolean holds(Logical logical, JsonNode current) {
    if (logical instanceof Logical.Or or) {
      return or.parts().stream().anyMatch(part -> holds(part, current));
    } else if (logical instanceof Logical.And and) {
      return and.parts().stream().allMatch(part -> holds(part, current));
    } else if (logical instanceof Logical.Not not) {
      return !holds(not.part(), current);
    } else if (logical instanceof Logical.Exists exists) {
      return !select(exists.query(), current).isEmpty();
    } else if (logical instanceof Logical.Matches matches) {
      return matches(matches, current);
    }
    Logical.Comparison comparison = (Logical.Comparison) logical;
    JsonNode left = value(comparison.left(), current);
    JsonNode right = value(comparison.right(), current);
    return switch (comparison.operator()) {
      case EQUAL -> Comparisons.equal(left, right);
      case NOT_EQUAL -> !Comparisons.equal(left, right);
      case LESS -> Comparisons.less(left, right);
      case MORE -> Comparisons.less(right, left);
      case AT_MOST -> Comparisons.less(left, right) || Comparisons.equal(left, right);
      case AT_LEAST -> Comparisons.less(right, left) || Comparisons.equal(left, right);
    };
  }

  private boolean matches(Logical.Matches matches, JsonNode current) {
    JsonNode text = value(matches.text(), current);
    JsonNode pattern = value(matches.pattern(), current);
    if (text == null || pattern == null || !text.isTextual() || !pattern.isTextual()) {
      return false;
    }
    left -= text.textValue().length() / 16;
    return patterns
        .computeIfAbsent(pattern.textValue(), Regexps::of)
        .map(
            compiled ->
                matches.whole()
                    ? compiled.matcher(text.textValue()).matches()
                    : compiled.matcher(text.textValue()).find())
        .orElse(false);
  }

  /** The operand's value, or null for nothing. */
  private @Nullable JsonNode value(Operand operand, JsonNode current) {
    if (operand instanceof Operand.Literal literal) {
      return literal.value();
    } else if (operand instanceof Operand.Single single) {
      return only(select(single.query(), current));
    } else if (operand instanceof Operand.Value one) {
      return only(select(one.query(), current));
    } else if (operand instanceof Operand.Count count) {
      return JsonNodeFactory.instance.numberNode(select(count.query(), current).size());
    }
    JsonNode measured = value(((Operand.Length) operand).of(), current);
    if (measured == null || !measured.isTextual() && !measured.isContainerNode()) {
      return null;
    }
    int length =
        measured.isTextual()
            ? measured.textValue().codePointCount(0, measured.textValue().length())
            : measured.size();
    return JsonNodeFactory.instance.numberNode(length);
  }

  private static @Nullable JsonNode only(List<JsonNode> nodes) {
    return nodes.size() == 1 ? nodes.get(0) : null;
  }
}
