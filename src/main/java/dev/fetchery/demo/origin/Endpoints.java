package dev.fetchery.demo.origin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

/** The endpoints listed by {@code /api/list_files}, page by page. */
public record Endpoints(List<String> names) {
  /** Longest page, even if the request asks for more. */
  public static final int MAX_PER_PAGE = 5;

  public static Endpoints create(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < count) {
      names.add(String.format("%016x", random.nextLong()));
    }
    return new Endpoints(new ArrayList<>(names));
  }

  public Endpoints {
    names = List.copyOf(names);
  }

  /** The names from {@code start} on; {@code perPage} is clamped to 1 to {@link #MAX_PER_PAGE}. */
  public Page page(int start, int perPage) {
    int from = Math.min(Math.max(start, 0), names.size());
    int size = Math.min(Math.max(perPage, 1), MAX_PER_PAGE);
    int to = Math.min(from + size, names.size());
    return new Page(names.subList(from, to), to < names.size());
  }

  /** Counted from 1; empty for an unknown name. */
  public OptionalInt numberOf(String name) {
    int index = names.indexOf(name);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index + 1);
  }

  record Page(List<String> names, boolean more) {}
}
