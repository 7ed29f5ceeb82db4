package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.Stop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares what a fetcher says it holds with its leases. Both sides carry out each other's messages
 * once, so they agree; where they do not, by whatever fault, no item stays active for ever.
 */
final class HeldCheck {
  /** Comparisons in a row that find a lease without its task, before it is lost. */
  private static final int MOST_MISSED = 2;

  private HeldCheck() {}

  /**
   * Has tasks given up that are leased no more, and finds leases whose task the fetcher does not
   * have.
   *
   * @param arrived number of the last assignment that the fetcher has carried out: what was leased
   *     in a later one it cannot hold yet
   * @return leases that are lost
   */
  static List<Lease> compare(FetcherSession session, Held held, long arrived) {
    Set<Long> tasks = new HashSet<>(held.tasks());
    List<Lease> lost = new ArrayList<>();
    for (Lease lease : session.leases.values()) {
      boolean missing = lease.arrivedWith(arrived) && !tasks.contains(lease.id());
      if (lease.missed(missing) >= MOST_MISSED) {
        lost.add(lease);
      }
    }
    for (long task : held.tasks()) {
      if (!session.leases.containsKey(task)) {
        session.assignment.add(new Stop(task, false));
      }
    }
    return lost;
  }
}
