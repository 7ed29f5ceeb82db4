package dev.fetchery.source;

import dev.fetchery.job.Draft;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Entries that a source has named, as 64-bit hashes and in memory only. Serves to know a listing
 * that brings nothing new; what is kept of it is bounded, and beyond the bound all is new.
 */
final class SeenEntries {
  private static final int MAX_KEPT = 1_000_000;
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final Set<Long> seen = new HashSet<>();
  private final Function<Draft, String> identity;

  /** Entries that are told apart by {@link Draft#identity}. */
  SeenEntries() {
    this(Draft::identity);
  }

  /**
   * @param identity what tells entries apart
   */
  SeenEntries(Function<Draft, String> identity) {
    this.identity = identity;
  }

  /** Those that were not named before, each once. */
  List<Draft> fresh(List<Draft> entries) {
    return entries.stream().filter(this::isNew).toList();
  }

  /** How many of them were not named before. */
  int countFresh(List<Draft> entries) {
    return fresh(entries).size();
  }

  private boolean isNew(Draft entry) {
    return seen.size() >= MAX_KEPT || seen.add(hash(identity.apply(entry)));
  }

  /** FNV-1a. */
  private static long hash(String text) {
    long hash = OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    return hash;
  }
}
