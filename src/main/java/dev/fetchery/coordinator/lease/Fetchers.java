package dev.fetchery.coordinator.lease;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherNode;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.context.Confined;
import dev.fetchery.coordinator.port.FileService;
import dev.fetchery.coordinator.port.JobInfo;
import dev.fetchery.coordinator.port.SteadyClock;
import dev.fetchery.coordinator.port.Wakeup;
import dev.fetchery.exchange.Answering.Receipt;
import dev.fetchery.plan.Dispatcher;
import dev.fetchery.plan.QueuedRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
  private final SteadyClock clock;
  private final Wakeup wakeup;
  private final CoordinatorRun run;
  private final LeaseOptions options;
  private final LeaseClock leaseClock;
  private final SessionPool pool;
  private final NodeBook nodes;
  private final HelloHandler hellos;
  private final ReportHandler reports;
  private final Settlements settlements;
  private Runnable whenCapacityChanges = () -> {};
  private long tasks;

  public Fetchers(
      Dispatcher<Fetch> dispatcher,
      FileService files,
      SteadyClock clock,
      Wakeup wakeup,
      CoordinatorRun run,
      LeaseOptions options) {
    this.run = run;
    this.clock = clock;
    this.wakeup = wakeup;
    this.options = options;
    this.leaseClock = new LeaseClock(TICK_MS, clock.nanoTime());
    this.pool = new SessionPool(run.node());
    this.nodes = new NodeBook(clock, options.ttlMs());
    this.hellos = new HelloHandler(pool, nodes, leaseClock, run, options);
    this.settlements = new Settlements(pool, files);
    this.reports = new ReportHandler(dispatcher, clock, nodes, settlements);
  }

  /** What is done when fetchers come or go. */
  public void whenCapacityChanges(Runnable action) {
    whenCapacityChanges = action;
  }

  /** Answers a hello: see {@link HelloHandler}. */
  public FetcherMessage hello(Hello hello) {
    assert confined.here();
    return hellos.answer(hello);
  }

  /**
   * Takes a report.
   *
   * @param reply takes the answer, when there is something to answer or the time is up; it is not
   *     called where the report has to come again
   */
  public void report(Report report, Consumer<FetcherMessage> reply) {
    assert confined.here();
    FetcherSession session = pool.get(report.fetcher());
    if (session == null || session.id != report.session()) {
      reply.accept(new Dismissed(report.session()));
      return;
    }
    session.heardAtMs = leaseClock.nowMs();
    nodes.seen(session);
    Receipt receipt =
        session.answers.received(report.number(), report.arrived(), reply, leaseClock.nowMs());
    if (receipt == Receipt.NEW) {
      carryOut(session, report);
    } else if (receipt == Receipt.ANSWERED) {
      reply.accept(session.answers.answerTo(report.number()));
    }
  }

  private void carryOut(FetcherSession session, Report report) {
    if (!session.begun) {
      begin(session);
    }
    reports.carryOut(session, report);
    session.leaving = report.leaving();
    if (report.leaving() && report.held() != null && report.held().tasks().isEmpty()) {
      LOG.debug("fetcher {} has left", session.fetcher);
      answerAll(session);
      end(session, true);
    }
    pool.changed(session);
    pool.lookAt(session);
    wakeup.wake();
  }

  private void begin(FetcherSession session) {
    nodes.joined(session);
    pool.begin(session);
    LOG.debug("fetcher {} joined with room for {} tasks", session.fetcher, session.capacity);
    whenCapacityChanges.run();
  }

  /** Leases started entries to the fetchers with room, by turns; there is room for them all. */
  public void lease(List<QueuedRequest<Fetch>> entries) {
    assert confined.here();
    for (QueuedRequest<Fetch> entry : entries) {
      FetcherSession session = pool.next(entry.load().local());
      lease(entry, session);
      pool.changed(session);
    }
  }

  private void lease(QueuedRequest<Fetch> entry, FetcherSession session) {
    Lease lease = new Lease(run.id(++tasks), entry, session.assignment, clock.nanoTime());
    Task task = entry.load().begin(lease);
    if (task == null) {
      reports.release(lease);
      return;
    }
    if (task.sink() instanceof Sink.ToFile file && file.resume() != null) {
      lease.continues();
    }
    session.leases.put(lease.id(), lease);
    entry.load().job().took(lease);
    session.assignment.add(task, lease::sentIn);
  }

  /** Bodies that are whole and have no name yet. */
  public int waitingForNames() {
    return pool.waitingForName();
  }

  /** What tells the fetchers apart that have a session. */
  public Set<String> welcome() {
    assert confined.here();
    Set<String> welcome = new HashSet<>();
    pool.all().forEach(session -> welcome.add(session.verticle));
    return welcome;
  }

  /** Fetchers that get tasks. */
  public int count() {
    return pool.begun();
  }

  /** Tasks that all fetchers together run at once. */
  public int capacity() {
    return pool.capacity();
  }

  /** Tasks for which there is room. */
  public int free() {
    return pool.free();
  }

  /** The nodes that the fetchers are on, or were of late. */
  public List<FetcherNode> nodes() {
    return nodes.views();
  }

  /**
   * Gives a node nothing new, for as long as its process lasts.
   *
   * @return how it is now, or null where no fetcher of such a node is here
   */
  public @Nullable FetcherNode drain(String node) {
    assert confined.here();
    Set<FetcherSession> drained = nodes.drain(node);
    if (drained.isEmpty()) {
      return null;
    }
    LOG.info("node {} gets nothing new", node);
    drained.forEach(pool::changed);
    return nodes().stream().filter(one -> one.node().equals(node)).findFirst().orElseThrow();
  }

  /** A published file's outcome is stored: its part may go. */
  public void settle(Lease lease, List<String> parts) {
    assert confined.here();
    settlements.settle(lease, parts);
  }

  /** Answers reports of those fetchers that there is something for. */
  public void flush() {
    assert confined.here();
    for (FetcherSession session : pool.takeToLookAt()) {
      while (session.hasAnswer()) {
        answer(session);
      }
    }
  }

  private static void answer(FetcherSession session) {
    var given = session.answers.answer(session.assignment::take);
    given.waiting().accept(given.answer());
  }

  private static void answerAll(FetcherSession session) {
    while (session.answers.canAnswer()) {
      answer(session);
    }
  }

  /**
   * Ends the sessions of fetchers that have not been heard of for too long, and answers reports
   * that have waited long enough.
   */
  public void tick() {
    assert confined.here();
    leaseClock.tick(clock.nanoTime());
    long nowMs = leaseClock.nowMs();
    nodes.look();
    for (FetcherSession session : List.copyOf(pool.all())) {
      if (nowMs - session.heardAtMs > options.lossMs()) {
        silent(session);
      } else if (session.answers.isDue(nowMs, options.reportMs())) {
        answer(session);
      }
    }
  }

  private void silent(FetcherSession session) {
    if (session.begun) {
      LOG.warn(
          "fetcher {} on {} does not report; its {} tasks go to others",
          session.fetcher,
          session.node.name(),
          session.leases.size());
    }
    end(session, false);
  }

  private void end(FetcherSession session, boolean goodbye) {
    pool.remove(session);
    nodes.left(session, goodbye);
    reports.loseAll(session);
    settlements.left(session);
    whenCapacityChanges.run();
    wakeup.wake();
  }

  /** Shares a job's byte rate among the fetchers that work for it, by their leases. */
  public void share(JobInfo job, Collection<Lease> leases) {
    assert confined.here();
    long total = job.spec().limits().bytesPerSecond();
    Map<PendingAssignment, Integer> working = new LinkedHashMap<>();
    leases.forEach(lease -> working.merge(lease.assignment, 1, Integer::sum));
    working.forEach(
        (assignment, tasks) -> {
          if (total > 0 || assignment.hasRate(job.id())) {
            long rate = total == 0 ? 0 : Math.max(1, total * tasks / leases.size());
            assignment.rate(job.id(), rate);
          }
        });
  }

  /** The pieces of files under way are not asked for at a host for so long. */
  public void rest(String host, long ms) {
    assert confined.here();
    pool.all().forEach(session -> session.assignment.rest(host, ms));
  }

  /** Forgets what was said of a job that is over. */
  public void forget(String job) {
    assert confined.here();
    pool.all().forEach(session -> session.assignment.forgetRate(job));
  }
}
