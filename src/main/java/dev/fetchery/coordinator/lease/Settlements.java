package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FileRequest;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.FetcherSession.Unsettled;
import dev.fetchery.coordinator.port.FileService;
import java.util.List;

/**
 * Has the parts of published files removed once their outcomes are stored: by the fetcher that
 * published them or, where its session is over, by any other. Confined to the coordinator's event
 * loop.
 */
final class Settlements {
  private final Confined confined = new Confined();
  private final SessionPool pool;
  private final FileService files;

  Settlements(SessionPool pool, FileService files) {
    this.pool = pool;
    this.files = files;
  }

  /** The outcome under this lease is stored: its parts may go. */
  void settle(Lease lease, List<String> parts) {
    assert confined.here();
    Unsettled unsettled = new Unsettled(lease.fetch().job(), parts);
    FetcherSession session = pool.get(lease.assignment.fetcher());
    if (session != null && session.assignment == lease.assignment) {
      session.unsettled.put(lease.id(), unsettled);
      session.assignment.settle(lease.id());
    } else {
      discard(List.of(unsettled));
    }
  }

  /** The fetcher says that the part of this task is gone. */
  void settled(FetcherSession session, Long task) {
    assert confined.here();
    Unsettled gone = session.unsettled.remove(task);
    if (gone != null) {
      gone.job().settled();
    }
  }

  /** A session is over: what it was to remove is removed without it. */
  void left(FetcherSession session) {
    assert confined.here();
    if (!session.unsettled.isEmpty()) {
      discard(List.copyOf(session.unsettled.values()));
      session.unsettled.clear();
    }
  }

  private void discard(List<Unsettled> all) {
    List<String> paths = all.stream().flatMap(one -> one.parts().stream()).toList();
    files
        .ask(new FileRequest.Discard(paths))
        .onComplete(done -> all.forEach(one -> one.job().settled()));
  }
}
