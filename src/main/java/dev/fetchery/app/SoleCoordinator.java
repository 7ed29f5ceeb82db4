package dev.fetchery.app;

import dev.fetchery.cluster.ClusterMember;
import dev.fetchery.cluster.Members;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One cluster has one store: of two coordinators with stores of their own each would lead fetchers
 * of the other. The one that came first stays. Of those with the same database one leads, and the
 * others stand by.
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
  static void check(Ground ground, Settings settings) throws StartFault, InterruptedException {
    Members members = ground.members();
    String store = StoreAccess.mark(settings.storage().store());
    checkFit(members, store, settings);
    long until = Clock.system().monotonicMs() + GONE_WITHIN_MS;
    boolean told = false;
    try {
      while (true) {
        ClusterMember first = firstOf(members, store);
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
    members.whenChanged(change -> warn(members, store));
  }

  /** The first coordinator, where that is not this process; else null. */
  private static @Nullable ClusterMember firstOf(Members members, String store) {
    List<ClusterMember> all = rivals(members, store);
    return all.isEmpty() || members.isThisProcess(all.get(0)) ? null : all.get(0);
  }

  /** This process, and coordinators that do not share its database. */
  private static List<ClusterMember> rivals(Members members, String store) {
    return members.coordinators().stream()
        .filter(one -> members.isThisProcess(one) || !shares(one, store))
        .toList();
  }

  private static boolean shares(ClusterMember one, String store) {
    return !store.isEmpty() && one.facts().store().database().equals(store);
  }

  /** What one of them saved the other has to find. */
  private static void checkFit(Members members, String store, Settings settings) throws StartFault {
    NodeFit fit = NodeFit.of(settings);
    for (ClusterMember one : members.coordinators()) {
      String fault = members.isThisProcess(one) || !shares(one, store) ? null : fit.fault(one);
      if (fault != null) {
        throw new StartFault(fault);
      }
    }
  }

  private static StartFault refusal(ClusterMember first) {
    return new StartFault(
        "the cluster has a coordinator, "
            + first.shown()
            + ", with another store: stop it first, start a fetcher instead, give both the same"
            + " --store postgresql://, or give another --cluster-name");
  }

  private static void warn(Members members, String store) {
    List<ClusterMember> all = rivals(members, store);
    if (all.size() > 1) {
      LOG.error(
          "the cluster has several coordinators, each with jobs of its own: stop all but one: {}",
          String.join(", ", all.stream().map(ClusterMember::shown).toList()));
    }
  }
}
