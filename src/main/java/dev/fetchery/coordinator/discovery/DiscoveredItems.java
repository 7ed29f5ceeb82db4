package dev.fetchery.coordinator.discovery;

import dev.fetchery.job.PendingItem;
import java.util.List;

/** Where discovery hands over what it found. */
public interface DiscoveredItems {
  /** Whether no more of them can be in memory. */
  boolean full();

  /**
   * Items that are stored, in order.
   *
   * @param firstSeq number of the first that was found
   * @param nextSeq number after the last that was found
   * @param waiting those of them that are to be fetched
   */
  void found(long firstSeq, long nextSeq, List<PendingItem> waiting);
}
