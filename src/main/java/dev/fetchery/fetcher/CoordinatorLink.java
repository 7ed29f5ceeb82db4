package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.exchange.Reporting;
import dev.fetchery.fetcher.ReportDraft.Heading;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fetcher's session with the coordinator: hello until welcomed, then reports, each of which
 * gathers what happened in a moment and is sent until it is answered. One report always waits for
 * its answer, so that the coordinator can say something at any time. The lease of the session ends
 * {@code ttlMs} after the sending of the last answered report; nothing is published later than
 * {@code marginMs} before that, by this fetcher's own clock. Confined to the fetcher's event loop.
 */
final class CoordinatorLink {
  static final long TICK_MS = 100;
  private static final long MS = 1_000_000L;

  /** So long the last report may take to be answered. */
  private static final long GOODBYE_WITHIN_MS = 2_000;

  private static final long LOOK_AGAIN_MS = 20;

  /** So long beyond the period of reports an answer may take. */
  private static final long ANSWER_WITHIN_MS = 3_000;

  /** After so long a report that reached nothing is sent again. */
  private static final long AGAIN_MS = 250;

  private final Confined confined = new Confined();
  private final CoordinatorPort port;
  private final Clock clock;
  private final SessionWatch watch;
  private final Supplier<String> ids;
  private final Hellos hellos;
  private final SessionLease lease;
  private final NamesUnderWay names = new NamesUnderWay(this::begin);
  private final ReportTimes times = new ReportTimes();
  private SessionWork work = SessionWork.NONE;

  private String id = "";
  private @Nullable LinkSession session;
  private boolean leaving;
  private boolean due;
  private boolean closed;

  private ReportDraft draft = new ReportDraft();

  /**
   * A link that is not begun.
   *
   * @param capacity tasks that run at once
   */
  CoordinatorLink(
      CoordinatorPort port, Clock clock, NodeInfo node, int capacity, SessionWatch watch) {
    this(port, clock, node, capacity, watch, ids());
  }

  /** This fetcher's own part, and the number of the session. */
  private static Supplier<String> ids() {
    String own = UUID.randomUUID().toString();
    AtomicLong sessions = new AtomicLong();
    return () -> own + "." + sessions.incrementAndGet();
  }

  /**
   * @param ids gives each session an id that no other has
   */
  CoordinatorLink(
      CoordinatorPort port,
      Clock clock,
      NodeInfo node,
      int capacity,
      SessionWatch watch,
      Supplier<String> ids) {
    this.port = port;
    this.clock = clock;
    this.watch = watch;
    this.ids = ids;
    this.lease = new SessionLease(clock);
    this.hellos = new Hellos(port, clock, node, capacity, this::helloAnswered);
  }

  /** Begins a session for {@code what}. */
  void begin(SessionWork what) {
    assert confined.here();
    work = what;
    begin();
  }

  /** Begins under a new id and says hello. */
  private void begin() {
    id = ids.get();
    hello();
  }

  /** Starts nothing more: what is assigned from now on is not taken. */
  void close() {
    assert confined.here();
    closed = true;
    lease.close();
    names.close();
  }

  /** From now on no task is wanted, and no other session begins when this one is over. */
  void wantNoMore() {
    assert confined.here();
    leaving = true;
    report();
  }

  /**
   * Tells the coordinator that nothing is held any more, as soon as a report may be sent.
   *
   * @return completes when it was told, or cannot be
   */
  Future<Void> leave() {
    assert confined.here();
    leaving = true;
    return leave(clock.nanoTime() + GOODBYE_WITHIN_MS * MS);
  }

  private Future<Void> leave(long untilNanos) {
    LinkSession in = session;
    if (in == null || clock.nanoTime() - untilNanos >= 0) {
      return Future.succeededFuture();
    } else if (in.reports.hasRoom()) {
      Report last = in.reports.begin(heading(in, new Held(List.of())));
      return port.ask(in.welcome.address(), last, GOODBYE_WITHIN_MS)
          .<Void>mapEmpty()
          .otherwiseEmpty();
    } else if (closed) {
      return Future.succeededFuture();
    }
    Promise<Void> left = Promise.promise();
    port.after(LOOK_AGAIN_MS, () -> leave(untilNanos).onComplete(left));
    return left.future();
  }

  /** The lease of the session that there is. */
  SessionLease lease() {
    return lease;
  }

  /** Runs {@code action} now or when the lease has been renewed; never if that is refused. */
  void whenLeased(Runnable action) {
    assert confined.here();
    if (lease.mayPublish()) {
      action.run();
    } else {
      lease.await(action);
      report();
    }
  }

  void result(Result result) {
    assert confined.here();
    draft.results.add(result);
    reportSoon();
  }

  void ask(NameRequest ask) {
    draft.asks.add(ask);
    reportSoon();
  }

  void bodyWhole(long task) {
    draft.bodiesWhole.add(task);
    reportSoon();
  }

  void cleaned(List<Long> tasks) {
    draft.cleaned.addAll(tasks);
    reportSoon();
  }

  void grown(long task, Part part) {
    draft.grown.add(new PartCheckpoint(task, part));
    reportSoon();
  }

  /** To be called every {@value #TICK_MS} ms. */
  void tick() {
    assert confined.here();
    long now = clock.nanoTime();
    if (closed) {
      return;
    } else if (names.isWaiting()) {
      names.tick(now);
    } else if (session == null) {
      if (hellos.isDue()) {
        hello();
      }
    } else if (session.hasEnded(now, lease.goodUntilNanos())) {
      lost();
    } else if (times.quietMs(now) >= session.welcome.reportMs() - TICK_MS) {
      report();
    } else if (times.isProgressDue(now) && !work.received().isEmpty()) {
      report();
    }
  }

  private void hello() {
    if (session != null || !leaving) {
      hellos.say(id, session == null ? 0 : session.welcome.session());
    }
  }

  private void helloAnswered(@Nullable FetcherMessage answer, long sent) {
    if (closed || names.isWaiting()) {
      // Closed, or it was asked under the session before.
      return;
    } else if (answer instanceof Refused refused) {
      hellos.refused(sent);
      watch.refused(refused.why());
    } else if (answer instanceof Dismissed) {
      lost();
    } else if (answer instanceof Welcome welcome) {
      if (session == null) {
        welcomed(new LinkSession(welcome), sent);
      } else if (session.welcome.session() == welcome.session()) {
        renewed(session, sent);
      } else {
        // Another coordinator has taken over, and knows nothing of this session.
        lost();
      }
    }
  }

  private void welcomed(LinkSession begun, long sent) {
    session = begun;
    // The session began no earlier than this hello was sent.
    lease.begin(begun.goodFrom(sent));
    times.begun(sent);
    watch.welcomed();
    report();
  }

  private void renewed(LinkSession renewed, long sent) {
    lease.renew(renewed.goodFrom(sent));
    if (!lease.isAwaited()) {
      return;
    } else if (lease.mayPublish()) {
      lease.runWaiting();
    } else {
      report();
    }
  }

  private void lost() {
    lease.end();
    boolean ended = leaving && work.held().isEmpty();
    long lossMs = 0;
    if (session != null) {
      lossMs = session.welcome.ttlMs() + session.welcome.marginMs();
      if (!ended) {
        watch.lost();
      }
    }
    session = null;
    due = false;
    draft = new ReportDraft();
    work.drop();
    // A hello without a session says that all is given up: what gets its name just now is not.
    names.begin(clock.nanoTime(), lossMs);
  }

  /** A file gets its name until this completes. */
  <T> Future<T> naming(Future<T> named) {
    return names.add(named);
  }

  /** At once after a quiet time, else gathered for a moment. */
  private void reportSoon() {
    if (due || session == null || closed) {
      return;
    }
    due = true;
    long quietMs = times.quietMs(clock.nanoTime());
    long gatherMs = session.welcome.gatherMs();
    port.after(quietMs >= gatherMs ? 0 : Math.max(1, gatherMs / 2), this::reportIfDue);
  }

  private void reportIfDue() {
    if (due) {
      report();
    }
  }

  /** Begins a report; with two under way it is due as soon as one of them is answered. */
  private void report() {
    LinkSession in = session;
    if (in == null || closed) {
      return;
    }
    due = !in.reports.hasRoom();
    if (!due) {
      times.reported(clock.nanoTime());
      boolean heldDue = times.takeHeld(in.welcome.reportMs());
      send(in, in.reports.begin(heading(in, heldDue ? new Held(List.copyOf(work.held())) : null)));
    }
  }

  private Reporting.Maker<Report> heading(LinkSession in, @Nullable Held held) {
    Map<Long, Received> received = times.takeProgress() ? work.received() : Map.of();
    Heading heading = new Heading(id, in.welcome.session(), leaving, held, received);
    ReportDraft said = draft;
    draft = new ReportDraft();
    return (number, arrived) -> said.report(heading, number, arrived);
  }

  private void send(LinkSession in, Report report) {
    long sent = clock.nanoTime();
    port.ask(in.welcome.address(), report, in.welcome.reportMs() + ANSWER_WITHIN_MS)
        .onComplete(
            answer -> {
              if (session == in && !closed) {
                if (answer.succeeded()) {
                  answered(in, report, answer.result(), sent);
                } else {
                  unanswered(in, report);
                }
              }
            });
  }

  /** Sent again with the same content; and is there another coordinator? */
  private void unanswered(LinkSession in, Report report) {
    hello();
    port.after(
        AGAIN_MS,
        () -> {
          Report again = session == in && !closed ? in.reports.again(report.number()) : null;
          if (again != null) {
            send(in, again);
          }
        });
  }

  private void answered(LinkSession in, Report report, FetcherMessage answer, long sent) {
    if (answer instanceof Dismissed) {
      lost();
    } else if (answer instanceof Assignment assignment) {
      List<Assignment> ready = in.reports.answered(report.number(), assignment);
      renewed(in, sent);
      if (in.hasEnded(clock.nanoTime(), lease.goodUntilNanos())) {
        // The answer was long under way, or this machine asleep: nothing is started for it.
        lost();
        return;
      }
      ready.forEach(work::assigned);
      if (due || !in.reports.awaitsAnswer()) {
        due = false;
        reportSoon();
      }
    }
  }
}
