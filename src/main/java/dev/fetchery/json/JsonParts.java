package dev.fetchery.json;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a JSON document are wanted: places, each with all that it holds. What is not
 * wanted need not be held while the rest is used.
 */
public final class JsonParts {
  /** The whole document. */
  public static final JsonParts ALL = of(List.of(List.of()));

  private final Map<String, JsonParts> below = new HashMap<>();
  private boolean whole;
  private int lastIndex = -1;

  private JsonParts() {}

  /**
   * The parts that these ways lead to.
   *
   * @param ways from the document's root: names of members, or indices of elements; one without a
   *     step leads to the whole document
   */
  public static JsonParts of(Collection<List<String>> ways) {
    JsonParts root = new JsonParts();
    for (List<String> way : ways) {
      JsonParts at = root;
      for (String step : way) {
        at = at.to(step);
      }
      at.whole = true;
    }
    return root;
  }

  private JsonParts to(String step) {
    if (step.matches("0|[1-9][0-9]{0,8}")) {
      lastIndex = Math.max(lastIndex, Integer.parseInt(step));
    }
    return below.computeIfAbsent(step, name -> new JsonParts());
  }

  /** Whether all of this value is wanted. */
  boolean isWhole() {
    return whole;
  }

  /** What is wanted of a member or an element, or null where nothing is. */
  @Nullable JsonParts below(String child) {
    return below.get(child);
  }

  /** The last element of which something is wanted, or -1. */
  int lastIndex() {
    return lastIndex;
  }
}
