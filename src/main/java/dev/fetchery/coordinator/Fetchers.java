package dev.fetchery.coordinator;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FileAnswer;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.Task;
import dev.fetchery.coordinator.FetcherSession.Leftover;
import dev.fetchery.plan.QueuedRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fetchers that are known, and their leases. A lease ends with its outcome or with its
 * fetcher's session; what a silent fetcher held is up again after the session's time and a margin.
 */
final class Fetchers {
  static final long TICK_MS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Fetchers.class);

  private final Desk desk;
  private final LeaseClock clock = new LeaseClock(TICK_MS, System.nanoTime());
  private final Map<String, FetcherSession> sessions = new HashMap<>();
  private long lastEpoch = System.currentTimeMillis() << 8;
  private long lastTask;

  Fetchers(Desk desk) {
    this.desk = desk;
  }

  void heard(FetcherMessage message) {
    if (message instanceof Hello hello) {
      welcome(hello);
    } else if (message instanceof Report report) {
      report(report);
    }
  }

  private void welcome(Hello hello) {
    FetcherSession session = sessions.get(hello.fetcher());
    if (session == null) {
      session = new FetcherSession(hello.fetcher(), ++lastEpoch, hello.capacity(), clock.nowMs());
      sessions.put(hello.fetcher(), session);
      LOG.debug("fetcher {} joined, {} at once", hello.fetcher(), hello.capacity());
    }
    CoordinatorOptions options = desk.options;
    send(
        hello.fetcher(),
        new Welcome(
            session.epoch,
            options.leaseTtlMs(),
            options.leaseMarginMs(),
            Math.max(1, options.leaseTtlMs() / 5)));
    desk.pump();
  }

  private void report(Report report) {
    FetcherSession session = sessions.get(report.fetcher());
    if (session == null || session.epoch != report.epoch()) {
      send(report.fetcher(), new Dismissed(report.epoch()));
      return;
    }
    session.heard(report.number(), clock.nowMs());
    report.receivedBytes().forEach((task, bytes) -> received(session, task, bytes));
    Set<JobRunner> touched = new HashSet<>();
    for (Long task : report.bodiesWhole()) {
      Lease lease = session.leases.get(task);
      if (lease != null && lease.slot) {
        release(lease);
        session.waitingForName++;
      }
    }
    report.asks().forEach(ask -> withLease(session, ask.task(), l -> l.duty().nameAsked(l, ask)));
    for (PartCheckpoint grown : report.grown()) {
      withLease(
          session,
          grown.task(),
          lease -> {
            lease.duty().grown(grown.part());
            touched.add(lease.duty().runner());
          });
    }
    for (Result result : report.results()) {
      withLease(
          session,
          result.task(),
          lease -> {
            session.leases.remove(lease.id);
            if (!lease.slot) {
              session.waitingForName--;
            }
            release(lease);
            touched.add(lease.duty().runner());
            lease.duty().runner().left(lease);
            lease.duty().ended(lease, result.outcome());
          });
    }
    for (Long task : report.cleaned()) {
      Leftover gone = session.unsettled.remove(task);
      if (gone != null) {
        gone.runner().ending.settled();
      }
    }
    touched.forEach(JobRunner::flush);
    desk.pump();
  }

  private void received(FetcherSession session, Long task, long bytes) {
    Lease lease = session.leases.get(task);
    if (lease != null) {
      lease.receivedBytes = bytes;
    }
  }

  private void withLease(
      FetcherSession session, long task, java.util.function.Consumer<Lease> action) {
    Lease lease = session.leases.get(task);
    if (lease != null) {
      action.accept(lease);
    }
  }

  private void release(Lease lease) {
    if (lease.slot) {
      lease.slot = false;
      desk.dispatcher.released(lease.entry.job(), lease.entry.host(), desk.nowMs());
    }
  }

  /** Leases started entries to the fetchers with the most room; there is room for them all. */
  void lease(List<QueuedRequest<Fetch>> entries) {
    List<FetcherSession> byRoom = new ArrayList<>(sessions.values());
    byRoom.sort(Comparator.comparingInt(FetcherSession::free).reversed());
    int turn = 0;
    for (QueuedRequest<Fetch> entry : entries) {
      FetcherSession session = byRoom.get(turn % byRoom.size());
      for (int i = 0; session.free() <= 0 && i < byRoom.size(); i++) {
        session = byRoom.get(++turn % byRoom.size());
      }
      turn++;
      Lease lease = new Lease(++lastTask, entry, session);
      Task task = entry.load().begin(lease);
      if (task == null) {
        release(lease);
        continue;
      }
      session.leases.put(lease.id, lease);
      entry.load().runner().took(lease);
      session.order(task);
    }
  }

  /** Bodies that are whole and have no name yet. */
  int waitingForNames() {
    int waiting = 0;
    for (FetcherSession session : sessions.values()) {
      waiting += session.waitingForName;
    }
    return waiting;
  }

  int count() {
    return sessions.size();
  }

  int free() {
    int free = 0;
    for (FetcherSession session : sessions.values()) {
      free += Math.max(0, session.free());
    }
    return free;
  }

  void stop(Lease lease, boolean keepPart) {
    if (!lease.stopping) {
      lease.stopping = true;
      lease.session.order(new Stop(lease.id, keepPart));
    }
  }

  /** A published file's outcome is stored: its part may go. */
  void settle(FetcherSession session, long task, JobRunner runner, List<String> parts) {
    if (sessions.get(session.fetcher) == session) {
      session.unsettled.put(task, new Leftover(runner, parts));
      session.settle(task);
    } else {
      discard(List.of(new Leftover(runner, parts)));
    }
  }

  private void discard(List<Leftover> all) {
    List<String> paths = all.stream().flatMap(left -> left.parts().stream()).toList();
    desk.files(new FileRequest.Discard(paths), FileAnswer.Removed.class)
        .onComplete(done -> all.forEach(p -> p.runner().ending.settled()));
  }

  /** Says to every fetcher what there is to say to it. */
  void flush() {
    for (FetcherSession session : sessions.values()) {
      Assignment orders = session.takeOrders();
      if (orders != null) {
        send(session.fetcher, orders);
      }
    }
  }

  private void send(String fetcher, FetcherMessage message) {
    desk.vertx.eventBus().send(Addresses.fetcher(fetcher), message);
  }

  /** Ends the sessions of fetchers that have been silent too long. */
  void tick() {
    clock.tick(System.nanoTime());
    long limitMs = desk.options.leaseTtlMs() + desk.options.leaseMarginMs();
    List<FetcherSession> silent =
        sessions.values().stream().filter(s -> clock.nowMs() - s.heardAtMs > limitMs).toList();
    silent.forEach(this::expire);
  }

  private void expire(FetcherSession session) {
    LOG.warn(
        "fetcher {} is silent; its {} tasks go to others", session.fetcher, session.leases.size());
    sessions.remove(session.fetcher);
    Set<JobRunner> touched = new HashSet<>();
    List.copyOf(session.leases.values())
        .forEach(
            lease -> {
              session.leases.remove(lease.id);
              release(lease);
              touched.add(lease.duty().runner());
              lease.duty().runner().left(lease);
              lease.duty().lost(lease);
            });
    if (!session.unsettled.isEmpty()) {
      discard(List.copyOf(session.unsettled.values()));
      session.unsettled.clear();
    }
    touched.forEach(JobRunner::flush);
    desk.pump();
  }

  /** Shares a job's byte rate among the fetchers that work for it. */
  void share(JobRunner runner) {
    long total = runner.spec().limits().bytesPerSecond();
    Map<FetcherSession, Integer> working = new HashMap<>();
    runner.leases().forEach(lease -> working.merge(lease.session, 1, Integer::sum));
    int all = runner.leases().size();
    for (FetcherSession session : sessions.values()) {
      int tasks = working.getOrDefault(session, 0);
      boolean told = session.toldRates.containsKey(runner.id());
      if (tasks > 0 && (total > 0 || told)) {
        session.rate(runner.id(), total == 0 ? 0 : Math.max(1, total * tasks / all));
      }
    }
  }

  void forget(String job) {
    sessions.values().forEach(session -> session.toldRates.remove(job));
  }
}
