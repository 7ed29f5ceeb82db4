package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.store.JobStore.Attempted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the bodies of a job's items are written, and which of those places the store has on record
 * to be continued. An item has two: a body that begins anew is written to the one that no record
 * names. So a record and the bytes at its path are of one entity at every moment, also after a
 * crash. Confined to the coordinator's event loop.
 */
final class PartPaths {
  private final Confined confined = new Confined();
  private static final String END = ".part";
  private static final String OTHER_END = "-2.part";

  /** By item: only of those that have, or may have, a record. */
  private final Map<Long, Recorded> recorded = new HashMap<>();

  private static final class Recorded {
    /** What the record names, or may name until what is being written is stored. */
    final Set<String> paths = new HashSet<>();

    int writing;
    final List<Runnable> waiting = new ArrayList<>();
  }

  /** The second place beside a first, and the first beside a second. */
  static String other(String path) {
    return path.endsWith(OTHER_END)
        ? path.substring(0, path.length() - OTHER_END.length()) + END
        : path.substring(0, path.length() - END.length()) + OTHER_END;
  }

  /** The store has this on record. */
  void found(long seq, String path) {
    assert confined.here();
    Recorded known = of(seq);
    if (known.writing == 0) {
      known.paths.clear();
    }
    known.paths.add(path);
  }

  /**
   * Where a new body may be written, or null where that is not clear before what is being written
   * to the store is stored: {@code then} runs as soon as it is.
   *
   * @param first the item's first place
   */
  @Nullable String free(long seq, String first, Runnable then) {
    assert confined.here();
    Recorded known = recorded.get(seq);
    if (known == null || !known.paths.contains(first)) {
      return first;
    } else if (!known.paths.contains(other(first))) {
      return other(first);
    }
    known.waiting.add(then);
    return null;
  }

  /** Every place at which something of the item may lie. */
  List<String> places(long seq, String first) {
    Recorded known = recorded.get(seq);
    if (known == null) {
      return List.of(first);
    }
    Set<String> places = new LinkedHashSet<>(known.paths);
    places.add(first);
    places.add(other(first));
    return List.copyOf(places);
  }

  /** These are given to the store. */
  void writing(List<Attempted> batch) {
    assert confined.here();
    for (Attempted one : batch) {
      if (one.part() != null || recorded.containsKey(one.seq())) {
        Recorded known = of(one.seq());
        known.writing++;
        if (one.part() != null) {
          known.paths.add(one.part().path());
        }
      }
    }
  }

  /** These are stored. */
  void stored(List<Attempted> batch) {
    assert confined.here();
    for (Attempted one : batch) {
      Recorded known = recorded.get(one.seq());
      if (known != null && known.writing > 0 && --known.writing == 0) {
        known.paths.clear();
        if (one.part() == null) {
          recorded.remove(one.seq());
        } else {
          known.paths.add(one.part().path());
        }
        List<Runnable> waiting = List.copyOf(known.waiting);
        known.waiting.clear();
        waiting.forEach(Runnable::run);
      }
    }
  }

  /** The item's end is stored. */
  void ended(long seq) {
    assert confined.here();
    recorded.remove(seq);
  }

  private Recorded of(long seq) {
    return recorded.computeIfAbsent(seq, s -> new Recorded());
  }
}
