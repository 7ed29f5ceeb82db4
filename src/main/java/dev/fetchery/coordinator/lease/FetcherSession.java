package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.exchange.Answering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One fetcher for as long as it keeps reporting. */
final class FetcherSession {
  final long id;
  final String fetcher;

  /** Tells the fetcher from all others, through all its sessions. */
  final String verticle;

  final NodeInfo node;
  final int capacity;
  final PendingAssignment assignment;

  /** What it reports, and the answers that wait for something to say. */
  final Answering<Assignment, Consumer<FetcherMessage>> answers = new Answering<>();

  /** By number of the task. */
  final Map<Long, Lease> leases = new HashMap<>();

  /** Parts that go when their task is settled, by number of the task. */
  final Map<Long, Unsettled> unsettled = new HashMap<>();

  /** Whether its first report has come: before that it gets no task. */
  boolean begun;

  /** Whether it wants no more tasks. */
  boolean leaving;

  /** Whether its node gets no more tasks. */
  boolean draining;

  boolean over;

  /** Leases that only wait for a name: they take no room. */
  private int waitingForName;

  /** When it was last heard of, on the coordinator's lease clock. */
  long heardAtMs;

  // --- kept by the pool

  int countedFree;
  int countedWaiting;
  boolean inTurn;
  boolean toLookAt;

  /** Where the part may be that stays beside its published file until the outcome is stored. */
  record Unsettled(JobEvents job, List<String> parts) {}

  /**
   * @param id that no other session has
   * @param pool told when there is something to send
   */
  FetcherSession(long id, Hello hello, long nowMs, Consumer<FetcherSession> pool) {
    this.id = id;
    this.fetcher = hello.fetcher();
    this.verticle = hello.verticle();
    this.node = hello.node();
    this.capacity = hello.capacity();
    this.heardAtMs = nowMs;
    this.assignment = new PendingAssignment(fetcher, node.name(), () -> pool.accept(this));
  }

  /** Tasks that it has room for; negative where it holds more than it should. */
  int free() {
    return begun && !leaving && !draining && !over
        ? capacity - (leases.size() - waitingForName)
        : 0;
  }

  /** Whether one of its reports is to be answered now. */
  boolean hasAnswer() {
    return !over && (answers.mustAnswer() || answers.canAnswer() && !assignment.isEmpty());
  }

  int waitingForName() {
    return waitingForName;
  }

  /** A lease gave its slot back and only waits for a name. */
  void waitsForName() {
    waitingForName++;
  }

  /** Takes a lease out that is over. */
  void remove(Lease lease) {
    leases.remove(lease.id());
    if (!lease.slot) {
      waitingForName--;
    }
  }
}
