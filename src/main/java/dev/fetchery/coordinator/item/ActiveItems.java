package dev.fetchery.coordinator.item;

import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.Lease;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job's items in the hands of fetchers. Confined to the coordinator's event loop. */
public final class ActiveItems {
  private final Confined confined = new Confined();
  private final Map<Long, Lease> leases = new HashMap<>();

  void began(long seq, Lease lease) {
    assert confined.here();
    leases.put(seq, lease);
  }

  void left(long seq) {
    assert confined.here();
    leases.remove(seq);
  }

  /** The lease under which an item is active, or null. */
  @Nullable Lease leaseOf(long seq) {
    return leases.get(seq);
  }

  boolean contains(long seq) {
    return leases.containsKey(seq);
  }

  public boolean isEmpty() {
    return leases.isEmpty();
  }

  public int count() {
    return leases.size();
  }

  /** Body bytes of these items so far. */
  public long bytes() {
    long bytes = 0;
    for (Lease lease : leases.values()) {
      bytes += lease.receivedBytes();
    }
    return bytes;
  }

  /** Their numbers. */
  public Set<Long> seqs() {
    return Set.copyOf(leases.keySet());
  }
}
