package dev.fetchery.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Items that failed or were not found, counted by their cause. */
final class Causes {
  /** Further causes are counted together. */
  private static final int MOST = 100;

  private static final int SHOWN = 10;
  private static final String OTHERS = "other causes";

  private final Map<String, Cause> causes = new LinkedHashMap<>();
  private long total;

  private static final class Cause {
    private final String example;
    private long count;

    Cause(String example) {
      this.example = example;
    }
  }

  /** Counts the item if it failed or was not found. */
  void count(EndedItem item) {
    count(item, item.name());
  }

  /**
   * The same.
   *
   * @param name by which the item is shown as the first of its cause
   */
  void count(EndedItem item, String name) {
    if (!item.state().equals("failed") && !item.state().equals("not_found")) {
      return;
    }
    total++;
    String cause = cause(item);
    String key = causes.containsKey(cause) || causes.size() < MOST ? cause : OTHERS;
    causes.computeIfAbsent(key, k -> new Cause(name)).count++;
  }

  private static String cause(EndedItem item) {
    String fault = item.fault();
    return fault.isEmpty() ? item.state() : fault;
  }

  /** Items counted. */
  long total() {
    return total;
  }

  /**
   * A line for each of the most frequent causes: {@code 20 dns: no such host; first: a.example}.
   */
  List<String> lines() {
    List<Map.Entry<String, Cause>> sorted = new ArrayList<>(causes.entrySet());
    sorted.sort(Comparator.comparingLong(entry -> -entry.getValue().count));
    List<String> lines = new ArrayList<>();
    sorted.stream()
        .limit(SHOWN)
        .forEach(
            entry ->
                lines.add(
                    entry.getValue().count
                        + "  "
                        + Printable.of(entry.getKey())
                        + "; first: "
                        + Printable.of(entry.getValue().example)));
    if (sorted.size() > SHOWN) {
      long rest = sorted.stream().skip(SHOWN).mapToLong(entry -> entry.getValue().count).sum();
      lines.add(rest + "  of " + (sorted.size() - SHOWN) + " further causes");
    }
    return lines;
  }
}
