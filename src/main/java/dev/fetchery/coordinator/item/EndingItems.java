package dev.fetchery.coordinator.item;

import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;

/**
 * Items that were fetched and whose end is not stored yet. To watchers they are active until then:
 * what they have received is neither lost nor waited for. Confined to the coordinator's event loop.
 */
public final class EndingItems {
  private int count;
  private long bytes;

  void add(ItemResult result) {
    count(result, 1);
  }

  void remove(ItemResult result) {
    count(result, -1);
  }

  /** Items that end without a request, such as all that wait when a job is cancelled, are none. */
  private void count(ItemResult result, int sign) {
    if (result.durationMs() != null) {
      count += sign;
      bytes += result.state() == ItemState.DONE ? sign * result.bytes() : 0;
    }
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Body bytes of those that are done. */
  public long bytes() {
    return bytes;
  }
}
