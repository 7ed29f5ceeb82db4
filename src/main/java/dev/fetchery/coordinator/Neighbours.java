package dev.fetchery.coordinator;

import io.vertx.core.Future;

/** The other processes of a cluster, which may outlive their coordinator. */
public interface Neighbours {

  /** Where the node of a process listens for others, {@code host:port}; empty where unknown. */
  String placeOf(String process);

  /**
   * Whether the process whose node listened there has surely ended: its machine answers that
   * nothing listens there, or another process does by now. Does not fail.
   */
  Future<Boolean> hasEnded(String place);
}
