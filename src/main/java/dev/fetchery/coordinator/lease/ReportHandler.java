package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.Outcome;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.plan.Dispatcher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what fetchers report of their leases. */
final class ReportHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ReportHandler.class);

  private final Dispatcher<Fetch> dispatcher;
  private final SteadyClock clock;
  private final NodeBook nodes;
  private final Settlements settlements;

  ReportHandler(
      Dispatcher<Fetch> dispatcher, SteadyClock clock, NodeBook nodes, Settlements settlements) {
    this.dispatcher = dispatcher;
    this.clock = clock;
    this.nodes = nodes;
    this.settlements = settlements;
  }

  void carryOut(FetcherSession session, Report report) {
    Set<JobEvents> touched = new LinkedHashSet<>();
    report.received().forEach((task, far) -> received(session, task, far));
    report.bodiesWhole().forEach(task -> bodyWhole(session, task));
    report.asks().forEach(request -> nameAsked(session, request));
    report.grown().forEach(checkpoint -> partGrown(session, checkpoint, touched));
    report.refused().forEach(piece -> pieceRefused(session, piece));
    report.results().forEach(result -> ended(session, result, touched));
    report.cleaned().forEach(task -> settlements.settled(session, task));
    if (report.held() != null) {
      HeldCheck.compare(session, report.held(), report.arrived())
          .forEach(lease -> lostByFetcher(session, lease, touched));
    }
    touched.forEach(JobEvents::flush);
  }

  private void received(FetcherSession session, Long task, Received far) {
    Lease lease = session.leases.get(task);
    if (lease != null) {
      nodes.fetched(session, 0, lease.received(far.bytes(), far.size(), clock.nanoTime()));
    }
  }

  private void bodyWhole(FetcherSession session, Long task) {
    Lease lease = session.leases.get(task);
    if (lease != null && lease.slot) {
      release(lease);
      session.waitsForName();
    }
  }

  private static void nameAsked(FetcherSession session, NameRequest request) {
    Lease lease = session.leases.get(request.task());
    if (lease != null) {
      lease.fetch().nameAsked(lease, request);
    }
  }

  private static void partGrown(
      FetcherSession session, PartCheckpoint checkpoint, Set<JobEvents> touched) {
    Lease lease = session.leases.get(checkpoint.task());
    if (lease != null) {
      lease.fetch().partGrown(checkpoint.part());
      touched.add(lease.fetch().job());
    }
  }

  private static void pieceRefused(FetcherSession session, PieceRefused piece) {
    Lease lease = session.leases.get(piece.task());
    if (lease != null) {
      lease.fetch().pieceRefused(piece);
    }
  }

  private void ended(FetcherSession session, Result result, Set<JobEvents> touched) {
    Lease lease = session.leases.get(result.task());
    if (lease == null) {
      return;
    }
    session.remove(lease);
    release(lease);
    long bytes = lease.over(result.bytes(), result.remoteAddress());
    nodes.fetched(session, isItem(result.outcome()) ? 1 : 0, bytes);
    JobEvents job = lease.fetch().job();
    touched.add(job);
    job.left(lease);
    if (!result.cookies().isEmpty()) {
      lease.fetch().cookies(result.cookies());
    }
    lease.fetch().ended(lease, result.outcome());
  }

  /** Whether an item came to something by it. */
  private static boolean isItem(Outcome outcome) {
    return outcome instanceof Outcome.Saved
        || outcome instanceof Outcome.Probed
        || outcome instanceof Outcome.NotModified;
  }

  /** Gives back the slot of its job and host, where it has one. */
  void release(Lease lease) {
    if (lease.slot) {
      lease.slot = false;
      dispatcher.released(lease.entry.job(), lease.entry.host(), clock.nowMs());
    }
  }

  private void lostByFetcher(FetcherSession session, Lease lease, Set<JobEvents> touched) {
    LOG.warn("fetcher {} does not hold task {} any more", session.fetcher, lease.id());
    lost(session, lease, touched);
  }

  /** Everything that a fetcher held is lost. */
  void loseAll(FetcherSession session) {
    Set<JobEvents> touched = new LinkedHashSet<>();
    for (Lease lease : List.copyOf(session.leases.values())) {
      lost(session, lease, touched);
    }
    touched.forEach(JobEvents::flush);
  }

  private void lost(FetcherSession session, Lease lease, Set<JobEvents> touched) {
    session.remove(lease);
    release(lease);
    JobEvents job = lease.fetch().job();
    touched.add(job);
    job.left(lease);
    lease.fetch().lost(lease);
  }
}
