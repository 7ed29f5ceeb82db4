package dev.fetchery.app;

import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.Members;
import dev.fetchery.context.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster has one coordinator: of two with a store of their own each would lead fetchers of the
 * other. The one that came first stays.
 */
final class SoleCoordinator {
  private static final Logger LOG = LoggerFactory.getLogger(SoleCoordinator.class);

  /** One that was killed may still be seen for so long, if its machine went with it. */
  private static final long GONE_WITHIN_MS = 25_000;

  private static final long LOOK_MS = 200;

  private SoleCoordinator() {}

  /**
   * Waits until this process is the first coordinator of the cluster, and warns of others that come
   * later. Blocks.
   *
   * @throws StartFault if another is there
   */
  static void check(Ground ground) throws StartFault, InterruptedException {
    Members members = ground.members();
    long until = Clock.system().monotonicMs() + GONE_WITHIN_MS;
    boolean told = false;
    try {
      while (true) {
        ClusterMember first = firstOf(members);
        if (first == null) {
          break;
        }
        boolean answers = Await.on(members.dial(first)).isEmpty();
        if (answers || Clock.system().monotonicMs() >= until) {
          throw refusal(first);
        }
        if (!told) {
          told = true;
          LOG.info("waiting for the coordinator {} to be gone", first.shown());
        }
        Await.on(ground.vertx().timer(LOOK_MS, TimeUnit.MILLISECONDS));
      }
    } catch (Await.Fault e) {
      throw new StartFault("the service cannot start: " + e.getMessage(), e);
    }
    members.whenChanged(change -> warn(members));
  }

  /** The first coordinator, where that is not this process; else null. */
  private static @Nullable ClusterMember firstOf(Members members) {
    List<ClusterMember> all = members.coordinators();
    return all.isEmpty() || members.isThisProcess(all.get(0)) ? null : all.get(0);
  }

  private static StartFault refusal(ClusterMember first) {
    return new StartFault(
        "the cluster has a coordinator, "
            + first.shown()
            + ": stop it first, start a fetcher instead, or give another --cluster-name");
  }

  private static void warn(Members members) {
    List<ClusterMember> all = members.coordinators();
    if (all.size() > 1) {
      LOG.error(
          "the cluster has several coordinators, each with jobs of its own: stop all but one: {}",
          String.join(", ", all.stream().map(ClusterMember::shown).toList()));
    }
  }
}
