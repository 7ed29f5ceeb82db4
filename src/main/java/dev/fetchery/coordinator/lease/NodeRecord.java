package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.FetcherNode.State;
import dev.fetchery.bus.NodeInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What is known of one node by its name. Confined to the coordinator's event loop. */
final class NodeRecord {
  private final String name;
  private String version;

  /** Those of its fetchers that have begun. */
  private final Set<FetcherSession> sessions = new LinkedHashSet<>();

  /** Processes of it that get nothing new. */
  private final Set<String> drained = new HashSet<>();

  private final RecentSpeed itemSpeed = new RecentSpeed();
  private final RecentSpeed byteSpeed = new RecentSpeed();
  private long items;
  private long bytes;
  private State state = State.ACTIVE;
  private Instant since;

  /** The same moment by the wall clock, as it is shown, and by the one that time limits go by. */
  private Instant seen;

  private long seenMs;

  NodeRecord(NodeInfo info, Instant now, long nowMs) {
    this.name = info.name();
    this.version = info.version();
    this.since = now;
    this.seen = now;
    this.seenMs = nowMs;
  }

  void joined(FetcherSession session, Instant now, long nowMs) {
    if (sessions.isEmpty()) {
      // Processes of before are gone, and what was said of them.
      drained.retainAll(Set.of(session.node.process()));
    }
    version = session.node.version();
    sessions.add(session);
    session.draining = drained.contains(session.node.process());
    seen(now, nowMs);
  }

  void left(FetcherSession session) {
    sessions.remove(session);
  }

  /** One of its fetchers is heard of. */
  void seen(Instant now, long nowMs) {
    seen = now;
    seenMs = nowMs;
  }

  long seenMs() {
    return seenMs;
  }

  /** Gives the processes that it has now nothing new. */
  Set<FetcherSession> drain() {
    for (FetcherSession session : sessions) {
      drained.add(session.node.process());
      session.draining = true;
    }
    return sessions;
  }

  void fetched(int itemCount, long byteCount) {
    items += itemCount;
    bytes += byteCount;
  }

  /** Looks in which state it is, and how fast. */
  void look(Instant now, long nowMs, long nowNanos, long silentAfterMs) {
    itemSpeed.note(nowNanos, items);
    byteSpeed.note(nowNanos, bytes);
    State looked = stateAt(nowMs, silentAfterMs);
    if (looked != state) {
      state = looked;
      since = now;
    }
  }

  private State stateAt(long nowMs, long silentAfterMs) {
    if (sessions.isEmpty() || nowMs - seenMs > silentAfterMs) {
      return State.SILENT;
    }
    boolean ending = sessions.stream().allMatch(session -> session.draining || session.leaving);
    return ending ? State.DRAINING : State.ACTIVE;
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** As it is shown. */
  FetcherNode view(long nowNanos) {
    return new FetcherNode(
        name,
        version,
        state,
        since,
        seen,
        sessions.stream().mapToInt(session -> session.capacity).sum(),
        sessions.stream().mapToInt(session -> session.leases.size()).sum(),
        itemSpeed.perSecond(nowNanos, items),
        byteSpeed.perSecond(nowNanos, bytes),
        items,
        bytes);
  }
}
