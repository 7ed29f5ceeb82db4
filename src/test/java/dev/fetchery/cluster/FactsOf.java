package dev.fetchery.cluster;

import java.util.List;

/** What a node of a test tells of itself. */
final class FactsOf {
  private FactsOf() {}

  /**
   * @param busPort for messages
   */
  static NodeFacts node(NodeFacts.Role role, boolean tls, int busPort) {
    return new NodeFacts(
        role,
        "process",
        "node",
        "1",
        tls,
        new NodeFacts.Listening(List.of(), busPort, 0),
        new NodeFacts.FilesAt("place", "UTF-8"),
        NodeFacts.StoreAt.NONE);
  }
}
