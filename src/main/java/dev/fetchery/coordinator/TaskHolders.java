package dev.fetchery.coordinator;

import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.port.StoreCalls;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.JobStore.Holder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which fetchers may hold tasks. Each is recorded before it is given one, so that the next
 * coordinator knows for whom it has to wait: what a fetcher of the coordinator before holds is
 * handed out again once that fetcher says hello without a session, which it does when it has given
 * everything up, or its process has ended. Confined to the coordinator's event loop.
 */
final class TaskHolders {
  private final Confined confined = new Confined();
  private final StoreCalls store;
  private final Neighbours neighbours;

  /** Those of the coordinator before, by what tells them apart, with their places. */
  private final Map<String, String> before = new HashMap<>();

  private final Set<String> recorded = new HashSet<>();
  private final Promise<Void> free = Promise.promise();
  private boolean looking;
  private boolean removing;

  TaskHolders(StoreCalls store, Neighbours neighbours) {
    this.store = store;
    this.neighbours = neighbours;
  }

  /** Reads who held tasks before. */
  Future<Void> begin() {
    return store.call(JobStore::holders).map(this::begun);
  }

  private Void begun(List<Holder> holders) {
    assert confined.here();
    holders.forEach(holder -> before.put(holder.fetcher(), holder.place()));
    completeIfFree();
    return null;
  }

  /** How many are waited for. */
  int waitedFor() {
    return before.size();
  }

  /** Completes when none of those before can hold anything. */
  Future<Void> whenFree() {
    return free.future();
  }

  /** Waits for those before no longer: their leases are over by time. */
  void waitNoMore() {
    assert confined.here();
    if (!before.isEmpty()) {
      // Those that are at work by now are no longer among them.
      store.call(rows -> rows.holdsNoMore(Set.copyOf(before.keySet())));
      before.clear();
    }
    completeIfFree();
  }

  /**
   * A fetcher is welcome.
   *
   * @return completes when it may be given tasks
   */
  Future<Void> admit(Hello hello) {
    assert confined.here();
    String fetcher = hello.verticle();
    if (hello.session() == 0 && before.remove(fetcher) != null) {
      completeIfFree();
    }
    if (recorded.contains(fetcher)) {
      return Future.succeededFuture();
    }
    Holder holder = new Holder(fetcher, neighbours.placeOf(hello.node().process()));
    return store
        .call(rows -> rows.holds(holder))
        .onSuccess(
            done -> {
              before.remove(fetcher);
              recorded.add(fetcher);
              completeIfFree();
            });
  }

  /**
   * To be called now and then.
   *
   * @param welcome those that have a session
   */
  void tick(Set<String> welcome) {
    assert confined.here();
    if (!before.isEmpty()) {
      lookForEnded();
    }
    Set<String> gone = new HashSet<>(recorded);
    gone.removeAll(welcome);
    if (!gone.isEmpty() && !removing) {
      removing = true;
      recorded.removeAll(gone);
      store.call(rows -> rows.holdsNoMore(gone)).onComplete(done -> removing = false);
    }
  }

  private void lookForEnded() {
    if (looking) {
      return;
    }
    looking = true;
    List<Future<Void>> looks =
        Set.copyOf(before.values()).stream()
            .filter(place -> !place.isEmpty())
            .map(place -> neighbours.hasEnded(place).onSuccess(ended -> ended(place, ended)))
            .map(look -> look.<Void>mapEmpty())
            .toList();
    Future.join(looks).onComplete(done -> looking = false);
  }

  private void ended(String place, boolean ended) {
    if (ended) {
      Set<String> those = new HashSet<>();
      before.forEach(
          (fetcher, at) -> {
            if (at.equals(place)) {
              those.add(fetcher);
            }
          });
      if (!those.isEmpty()) {
        before.keySet().removeAll(those);
        store.call(rows -> rows.holdsNoMore(those));
        completeIfFree();
      }
    }
  }

  private void completeIfFree() {
    if (before.isEmpty()) {
      free.tryComplete();
    }
  }
}
