package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.FileRequest;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.lease.FetcherSession.Unsettled;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.QueuedRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fetchers that are known, and their leases. A lease ends with its outcome or with its
 * fetcher's session; what a lost fetcher held is leased again after the session's time and a
 * margin. Confined to the coordinator's event loop.
 */
public final class Fetchers {
  /** How often {@link #tick()} is to be called, in milliseconds. */
  public static final long TICK_MS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Fetchers.class);

  private final Confined confined = new Confined();
  private final BiConsumer<String, FetcherMessage> sender;
  private final Dispatcher<Fetch> dispatcher;
  private final FileService files;
  private final SteadyClock clock;
  private final Wakeup wakeup;
  private final LeaseOptions options;
  private final LeaseClock leaseClock;
  private final Map<String, FetcherSession> sessions = new HashMap<>();
  private long lastEpoch;
  private long lastTask;

  /**
   * @param sender sends a message to the fetcher with this id
   */
  public Fetchers(
      BiConsumer<String, FetcherMessage> sender,
      Dispatcher<Fetch> dispatcher,
      FileService files,
      SteadyClock clock,
      Wakeup wakeup,
      LeaseOptions options) {
    this.sender = sender;
    this.dispatcher = dispatcher;
    this.files = files;
    this.clock = clock;
    this.wakeup = wakeup;
    this.options = options;
    this.leaseClock = new LeaseClock(TICK_MS, clock.nanoTime());
    this.lastEpoch = clock.now().toEpochMilli() << 8;
  }

  /** Takes what a fetcher says. */
  public void heard(FetcherMessage message) {
    assert confined.here();
    if (message instanceof Hello hello) {
      welcome(hello);
    } else if (message instanceof Report report) {
      report(report);
    }
  }

  private void welcome(Hello hello) {
    FetcherSession session = sessions.get(hello.fetcher());
    if (session == null) {
      session =
          new FetcherSession(hello.fetcher(), ++lastEpoch, hello.capacity(), leaseClock.nowMs());
      sessions.put(hello.fetcher(), session);
      LOG.debug("fetcher {} joined with room for {} tasks", hello.fetcher(), hello.capacity());
    }
    long reportMs = Math.max(1, options.ttlMs() / 5);
    sender.accept(
        hello.fetcher(), new Welcome(session.epoch, options.ttlMs(), options.marginMs(), reportMs));
    wakeup.wake();
  }

  private void report(Report report) {
    FetcherSession session = sessions.get(report.fetcher());
    if (session == null || session.epoch != report.epoch()) {
      sender.accept(report.fetcher(), new Dismissed(report.epoch()));
      return;
    }
    session.heard(report.number(), leaseClock.nowMs());
    Set<JobEvents> touched = new HashSet<>();
    report.received().forEach((task, far) -> received(session, task, far));
    report.bodiesWhole().forEach(task -> bodyWhole(session, task));
    report.asks().forEach(request -> nameAsked(session, request));
    report.grown().forEach(checkpoint -> partGrown(session, checkpoint, touched));
    report.results().forEach(result -> ended(session, result, touched));
    report.cleaned().forEach(task -> settled(session, task));
    touched.forEach(JobEvents::flush);
    wakeup.wake();
  }

  private void received(FetcherSession session, Long task, Received far) {
    Lease lease = session.leases.get(task);
    if (lease != null) {
      lease.received(far.bytes(), far.size(), clock.nanoTime());
    }
  }

  private void bodyWhole(FetcherSession session, Long task) {
    Lease lease = session.leases.get(task);
    if (lease != null && lease.slot) {
      release(lease);
      session.waitingForName++;
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

  private void ended(FetcherSession session, Result result, Set<JobEvents> touched) {
    Lease lease = session.leases.remove(result.task());
    if (lease == null) {
      return;
    }
    if (!lease.slot) {
      session.waitingForName--;
    }
    release(lease);
    lease.over(result.bytes(), result.remoteAddress());
    JobEvents job = lease.fetch().job();
    touched.add(job);
    job.left(lease);
    if (!result.cookies().isEmpty()) {
      lease.fetch().cookies(result.cookies());
    }
    lease.fetch().ended(lease, result.outcome());
  }

  private static void settled(FetcherSession session, Long task) {
    Unsettled gone = session.unsettled.remove(task);
    if (gone != null) {
      gone.job().settled();
    }
  }

  private void release(Lease lease) {
    if (lease.slot) {
      lease.slot = false;
      dispatcher.released(lease.entry.job(), lease.entry.host(), clock.nowMs());
    }
  }

  /** Leases started entries to the fetchers with the most room; there is room for them all. */
  public void lease(List<QueuedRequest<Fetch>> entries) {
    assert confined.here();
    List<FetcherSession> byRoom = new ArrayList<>(sessions.values());
    byRoom.sort(Comparator.comparingInt(FetcherSession::free).reversed());
    int turn = 0;
    for (QueuedRequest<Fetch> entry : entries) {
      FetcherSession session = byRoom.get(turn % byRoom.size());
      for (int i = 0; session.free() <= 0 && i < byRoom.size(); i++) {
        session = byRoom.get(++turn % byRoom.size());
      }
      turn++;
      lease(entry, session);
    }
  }

  private void lease(QueuedRequest<Fetch> entry, FetcherSession session) {
    Lease lease = new Lease(++lastTask, entry, session.assignment, clock.nanoTime());
    Task task = entry.load().begin(lease);
    if (task == null) {
      release(lease);
      return;
    }
    if (task.sink() instanceof Sink.ToFile file && file.resume() != null) {
      lease.continues();
    }
    session.leases.put(lease.id(), lease);
    entry.load().job().took(lease);
    session.assignment.add(task);
  }

  /** Bodies that are whole and have no name yet. */
  public int waitingForNames() {
    int waiting = 0;
    for (FetcherSession session : sessions.values()) {
      waiting += session.waitingForName;
    }
    return waiting;
  }

  public int count() {
    return sessions.size();
  }

  /** Tasks for which there is room. */
  public int free() {
    int free = 0;
    for (FetcherSession session : sessions.values()) {
      free += Math.max(0, session.free());
    }
    return free;
  }

  /** A published file's outcome is stored: its part may go. */
  public void settle(Lease lease, List<String> parts) {
    assert confined.here();
    Unsettled unsettled = new Unsettled(lease.fetch().job(), parts);
    FetcherSession session = sessions.get(lease.assignment.fetcher());
    if (session != null && session.assignment == lease.assignment) {
      session.unsettled.put(lease.id(), unsettled);
      session.assignment.settle(lease.id());
    } else {
      discard(List.of(unsettled));
    }
  }

  private void discard(List<Unsettled> all) {
    List<String> paths = all.stream().flatMap(one -> one.parts().stream()).toList();
    files
        .ask(new FileRequest.Discard(paths))
        .onComplete(done -> all.forEach(one -> one.job().settled()));
  }

  /** Sends to every fetcher what there is for it. */
  public void flush() {
    assert confined.here();
    for (FetcherSession session : sessions.values()) {
      Assignment assignment = session.assignment.take();
      if (assignment != null) {
        sender.accept(session.fetcher, assignment);
      }
    }
  }

  /** Ends the sessions of fetchers that have not been heard of for too long. */
  public void tick() {
    assert confined.here();
    leaseClock.tick(clock.nanoTime());
    long limitMs = options.ttlMs() + options.marginMs();
    sessions.values().stream()
        .filter(session -> leaseClock.nowMs() - session.heardAtMs > limitMs)
        .toList()
        .forEach(this::expire);
  }

  private void expire(FetcherSession session) {
    LOG.warn(
        "fetcher {} does not report; its {} tasks go to others",
        session.fetcher,
        session.leases.size());
    sessions.remove(session.fetcher);
    Set<JobEvents> touched = new HashSet<>();
    for (Lease lease : List.copyOf(session.leases.values())) {
      session.leases.remove(lease.id());
      release(lease);
      JobEvents job = lease.fetch().job();
      touched.add(job);
      job.left(lease);
      lease.fetch().lost(lease);
    }
    if (!session.unsettled.isEmpty()) {
      discard(List.copyOf(session.unsettled.values()));
      session.unsettled.clear();
    }
    touched.forEach(JobEvents::flush);
    wakeup.wake();
  }

  /** Shares a job's byte rate among the fetchers that work for it, by their leases. */
  public void share(JobInfo job, Collection<Lease> leases) {
    assert confined.here();
    long total = job.spec().limits().bytesPerSecond();
    Map<PendingAssignment, Integer> working = new HashMap<>();
    leases.forEach(lease -> working.merge(lease.assignment, 1, Integer::sum));
    for (FetcherSession session : sessions.values()) {
      PendingAssignment assignment = session.assignment;
      int tasks = working.getOrDefault(assignment, 0);
      if (tasks > 0 && (total > 0 || assignment.hasRate(job.id()))) {
        long rate = total == 0 ? 0 : Math.max(1, total * tasks / leases.size());
        assignment.rate(job.id(), rate);
      }
    }
  }

  /** Forgets what was said of a job that is over. */
  public void forget(String job) {
    assert confined.here();
    sessions.values().forEach(session -> session.assignment.forgetRate(job));
  }
}
