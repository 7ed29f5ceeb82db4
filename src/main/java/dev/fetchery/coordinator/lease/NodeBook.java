package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherNode;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.port.SteadyClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The nodes of the fetchers, by name. One that says goodbye is forgotten; one that falls silent is
 * remembered for a time. Confined to the coordinator's event loop.
 */
final class NodeBook {
  private static final long REMEMBERED_MS = TimeUnit.HOURS.toMillis(1);

  /** Nodes that are remembered though none of their fetchers is here. */
  private static final int MOST_SILENT = 100;

  private final Confined confined = new Confined();
  private final SteadyClock clock;
  private final long silentAfterMs;
  private final Map<String, NodeRecord> nodes = new LinkedHashMap<>();

  /**
   * @param silentAfterMs without a word of any of its fetchers a node counts as silent
   */
  NodeBook(SteadyClock clock, long silentAfterMs) {
    this.clock = clock;
    this.silentAfterMs = silentAfterMs;
  }

  /** A fetcher has begun. */
  void joined(FetcherSession session) {
    assert confined.here();
    NodeRecord node =
        nodes.computeIfAbsent(
            session.node.name(), name -> new NodeRecord(session.node, clock.now(), clock.nowMs()));
    node.joined(session, clock.now(), clock.nowMs());
    look(node);
  }

  /** A fetcher is heard of. */
  void seen(FetcherSession session) {
    assert confined.here();
    NodeRecord node = nodes.get(session.node.name());
    if (node != null && session.begun) {
      node.seen(clock.now(), clock.nowMs());
    }
  }

  /** A fetcher has come to items and bytes. */
  void fetched(FetcherSession session, int items, long bytes) {
    assert confined.here();
    NodeRecord node = nodes.get(session.node.name());
    if (node != null) {
      node.fetched(items, bytes);
    }
  }

  /**
   * A fetcher is gone.
   *
   * @param goodbye whether it said so
   */
  void left(FetcherSession session, boolean goodbye) {
    assert confined.here();
    NodeRecord node = nodes.get(session.node.name());
    if (node == null) {
      return;
    }
    node.left(session);
    if (goodbye && node.isEmpty()) {
      nodes.remove(session.node.name());
    }
    look(node);
  }

  /**
   * Gives a node nothing new, for as long as its process lasts.
   *
   * @return its fetchers; empty where there is no such node, or none of it
   */
  Set<FetcherSession> drain(String name) {
    assert confined.here();
    NodeRecord node = nodes.get(name);
    if (node == null) {
      return Set.of();
    }
    Set<FetcherSession> drained = Set.copyOf(node.drain());
    look(node);
    return drained;
  }

  /** Looks how each node is, and forgets those that have been silent for long. */
  void look() {
    assert confined.here();
    nodes.values().forEach(this::look);
    long nowMs = clock.nowMs();
    nodes.values().removeIf(node -> node.isEmpty() && nowMs - node.seenMs() > REMEMBERED_MS);
    List<NodeRecord> gone = new ArrayList<>();
    nodes.values().stream().filter(NodeRecord::isEmpty).forEach(gone::add);
    if (gone.size() > MOST_SILENT) {
      gone.sort(Comparator.comparingLong(NodeRecord::seenMs));
      nodes.values().removeAll(Set.copyOf(gone.subList(0, gone.size() - MOST_SILENT)));
    }
  }

  private void look(NodeRecord node) {
    node.look(clock.now(), clock.nowMs(), clock.nanoTime(), silentAfterMs);
  }

  /** Every node, in the order of names. */
  List<FetcherNode> views() {
    long nowNanos = clock.nanoTime();
    return nodes.values().stream()
        .map(node -> node.view(nowNanos))
        .sorted(Comparator.comparing(FetcherNode::node))
        .toList();
  }
}
