package dev.fetchery.app;

import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.Members;
import dev.fetchery.coordinator.Neighbours;
import io.vertx.core.Future;

/**
 * The other processes, as the cluster knows them.
 *
 * @param members the nodes
 * @param process this one
 */
record ClusterNeighbours(Members members, String process) implements Neighbours {

  @Override
  public String placeOf(String ofProcess) {
    for (ClusterMember member : members.all()) {
      if (member.facts().process().equals(ofProcess)) {
        return member.busPlace();
      }
    }
    return "";
  }

  /** A place of this process, or of a node that came later, is no longer that of the one before. */
  @Override
  public Future<Boolean> hasEnded(String place) {
    return placeOf(process).equals(place)
        ? Future.succeededFuture(true)
        : members.refuses(place).otherwise(false);
  }
}
