package dev.fetchery.cluster;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

/** The nodes of a cluster, this one included. Safe for use by many threads. */
public interface Members {
  /** Of a process that is in none. */
  Members NONE =
      new Members() {
        @Override
        public List<ClusterMember> all() {
          return List.of();
        }

        @Override
        public boolean isThisProcess(ClusterMember member) {
          return false;
        }

        @Override
        public void whenChanged(Consumer<Change> listener) {}

        @Override
        public Future<String> dial(ClusterMember member) {
          return Future.succeededFuture("");
        }

        @Override
        public Future<Boolean> refuses(String place) {
          return Future.succeededFuture(false);
        }
      };

  /**
   * Something that happened.
   *
   * @param member that came or left
   * @param here whether it is there now
   */
  record Change(ClusterMember member, boolean here) {}

  /** Those there now, the oldest first. */
  List<ClusterMember> all();

  boolean isThisProcess(ClusterMember member);

  /** Has every change told from now on, by any thread. */
  void whenChanged(Consumer<Change> listener);

  /** Why no message reaches a node, in one line; empty where messages should. */
  Future<String> dial(ClusterMember member);

  /**
   * Whether the machine there answers that nothing listens on that port. Does not fail: where there
   * is no answer it is false.
   *
   * @param place {@code host:port}, as {@link ClusterMember#busPlace}
   */
  Future<Boolean> refuses(String place);

  /** Whether a node listens on this port of that address: no job has business there. */
  default boolean listenOn(InetAddress address, int port) {
    for (ClusterMember member : all()) {
      if (member.listensOn(address, port)) {
        return true;
      }
    }
    return false;
  }

  /** The coordinators there, the oldest first. */
  default List<ClusterMember> coordinators() {
    return all().stream()
        .filter(member -> member.facts().role() == NodeFacts.Role.COORDINATOR)
        .toList();
  }
}
