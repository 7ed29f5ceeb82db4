package dev.fetchery.http.ops;

import dev.fetchery.bus.CoordinatorEvent.ServiceStats;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.FetcherNode.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * The nodes that fetch, as the coordinator last told of them. A node's name is a label: there are
 * as many values as nodes, and those of nodes that are forgotten go. Events arrive on one thread;
 * readings are taken on any.
 */
final class FetcherMetrics {
  private final MeterRegistry registry;
  private final Map<String, FetcherNode> nodes = new ConcurrentHashMap<>();
  private final Map<String, List<Meter>> meters = new ConcurrentHashMap<>();

  FetcherMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (State state : State.values()) {
      Gauge.builder("fetchery.fetchers", this, metrics -> metrics.count(state))
          .description("Nodes that fetch, by state.")
          .tag("state", state.wire())
          .register(registry);
    }
  }

  private double count(State state) {
    return nodes.values().stream().filter(node -> node.state() == state).count();
  }

  void received(ServiceStats stats) {
    Set<String> gone = new HashSet<>(nodes.keySet());
    for (FetcherNode node : stats.nodes()) {
      gone.remove(node.node());
      nodes.put(node.node(), node);
      meters.computeIfAbsent(node.node(), this::register);
    }
    for (String name : gone) {
      nodes.remove(name);
      List<Meter> own = meters.remove(name);
      if (own != null) {
        own.forEach(registry::remove);
      }
    }
  }

  private List<Meter> register(String name) {
    List<Meter> own = new ArrayList<>();
    own.add(gauge(name, "active", "Tasks that the fetchers of a node hold.", FetcherNode::active));
    own.add(
        gauge(
            name,
            "capacity",
            "Tasks that the fetchers of a node run at once.",
            FetcherNode::capacity));
    own.add(counter(name, "items", "Items that a node has fetched.", FetcherNode::items));
    own.add(
        counter(name, "received.bytes", "Body bytes that a node received.", FetcherNode::bytes));
    return own;
  }

  private Meter gauge(
      String node, String name, String description, ToDoubleFunction<FetcherNode> reading) {
    return Gauge.builder("fetchery.fetcher." + name, this, metrics -> metrics.of(node, reading))
        .description(description)
        .tag("node", node)
        .register(registry);
  }

  private Meter counter(
      String node, String name, String description, ToDoubleFunction<FetcherNode> reading) {
    return FunctionCounter.builder(
            "fetchery.fetcher." + name, this, metrics -> metrics.of(node, reading))
        .description(description)
        .tag("node", node)
        .register(registry);
  }

  private double of(String name, ToDoubleFunction<FetcherNode> reading) {
    FetcherNode node = nodes.get(name);
    return node == null ? Double.NaN : reading.applyAsDouble(node);
  }
}
