package dev.fetchery.coordinator.item;

import dev.fetchery.bus.Answer.Active;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.Lease;
import dev.fetchery.coordinator.port.SteadyClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job's items in the hands of fetchers. Confined to the coordinator's event loop. */
public final class ActiveItems {
  private final Confined confined = new Confined();
  private final Map<Long, Lease> leases = new HashMap<>();
  private final KeptParts kept = new KeptParts();
  private long received;

  /** What is kept of those that are not, and have not ended. */
  public KeptParts kept() {
    return kept;
  }

  void began(long seq, Lease lease) {
    assert confined.here();
    leases.put(seq, lease);
    kept.left(seq);
  }

  void left(long seq) {
    assert confined.here();
    Lease lease = leases.remove(seq);
    received += lease == null ? 0 : lease.takeFresh();
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

  /** Body bytes that have come since the begin of this run, by those that are over as well. */
  public long received() {
    assert confined.here();
    leases.values().forEach(lease -> received += lease.takeFresh());
    return received;
  }

  /** What these items come to, where the size of every one is known; else -1. */
  public long size() {
    long size = 0;
    for (Lease lease : leases.values()) {
      if (lease.size() < 0) {
        return -1;
      }
      size += Math.max(lease.size(), lease.receivedBytes());
    }
    return size;
  }

  /** How many items the received parts of these are, as far as sizes are known. */
  public double fraction() {
    double fraction = 0;
    for (Lease lease : leases.values()) {
      if (lease.size() > 0) {
        fraction += Math.min(1, (double) lease.receivedBytes() / lease.size());
      }
    }
    return fraction;
  }

  /** What is to be told of each. */
  public List<Active> views(SteadyClock clock) {
    List<Active> views = new ArrayList<>(leases.size());
    leases.forEach((seq, lease) -> views.add(view(seq, lease, clock)));
    return views;
  }

  private static Active view(long seq, Lease lease, SteadyClock clock) {
    long nanos = clock.nanoTime();
    return new Active(
        seq,
        lease.fetch().attempts(),
        clock.now().minusNanos(nanos - lease.sinceNanos()),
        lease.receivedBytes(),
        lease.size() < 0 ? null : lease.size(),
        lease.bytesPerSecond(nanos),
        lease.node());
  }

  /** Their numbers. */
  public Set<Long> seqs() {
    return Set.copyOf(leases.keySet());
  }
}
