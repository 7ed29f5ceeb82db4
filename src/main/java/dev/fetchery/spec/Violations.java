package dev.fetchery.spec;

import dev.fetchery.json.Pointers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Faults as they are found, each once, up to a bound that keeps many of them from costing memory.
 */
final class Violations {
  /** Faults reported at most. */
  static final int MAX = 1000;

  private final Set<Violation> found = new LinkedHashSet<>();

  /** Those of the form alone, by pointer, while nothing better is known of the place. */
  private final Map<String, List<Violation>> formal = new HashMap<>();

  /** Adds one; where the form of the same place is at fault, this one tells more of it. */
  void add(String pointer, String detail) {
    List<Violation> known = formal.remove(pointer);
    if (known != null) {
      known.forEach(found::remove);
    }
    if (!full()) {
      found.add(new Violation(pointer, detail));
    }
  }

  /** The form has been checked: what was found so far is of that. */
  void formChecked() {
    for (Violation one : found) {
      formal.computeIfAbsent(one.pointer(), pointer -> new ArrayList<>()).add(one);
    }
  }

  boolean full() {
    return found.size() >= MAX;
  }

  /** Where there is a fault. */
  Set<String> pointers() {
    return found.stream().map(Violation::pointer).collect(Collectors.toSet());
  }

  boolean none() {
    return found.isEmpty();
  }

  List<Violation> list() {
    return List.copyOf(found);
  }

  /** The pointer to a member of what the parent points to (RFC 6901, section 3). */
  static String child(String parent, String name) {
    return Pointers.child(parent, name);
  }

  static String child(String parent, int index) {
    return Pointers.child(parent, index);
  }
}
