package dev.fetchery.context;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that holds no more than so many entries: the one that was not read or written for longest
 * makes room. Not safe for use by many threads.
 */
public final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int maxEntries;

  /**
   * @param maxEntries at least 1
   */
  public BoundedMap(int maxEntries) {
    super(16, 0.75f, true);
    this.maxEntries = maxEntries;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > maxEntries;
  }
}
