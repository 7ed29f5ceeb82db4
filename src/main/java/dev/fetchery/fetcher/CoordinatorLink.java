package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Refused;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.NodeInfo;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fetcher's session with the coordinator: hello until welcomed, then {@link SessionReports}. The
 * lease of the session ends {@code ttlMs} after the sending of the last answered report; nothing is
 * published later than {@code marginMs} before that, by this fetcher's own clock. Confined to the
 * fetcher's event loop.
 */
final class CoordinatorLink {
  static final long TICK_MS = 100;

  private final Confined confined = new Confined();
  private final Clock clock;
  private final SessionWatch watch;
  private final Supplier<String> ids;
  private final Hellos hellos;
  private final SessionLease lease;
  private final NamesUnderWay names = new NamesUnderWay(this::begin);
  private final SessionReports reports;
  private SessionWork work = SessionWork.NONE;
  private String id = "";
  private boolean closed;

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
    this.clock = clock;
    this.watch = watch;
    this.ids = ids;
    this.lease = new SessionLease(clock);
    this.hellos = new Hellos(port, clock, node, capacity, this::helloAnswered);
    this.reports = new SessionReports(port, clock, new Answers());
  }

  /** What the answers to reports mean for the session. */
  private final class Answers implements SessionReports.Listener {
    @Override
    public boolean answered(LinkSession in, long sentNanos) {
      renewed(in, sentNanos);
      boolean ended = in.hasEnded(clock.nanoTime(), lease.goodUntilNanos());
      if (ended) {
        // The answer was long under way, or this machine asleep: nothing is started for it.
        lost();
      }
      return !ended;
    }

    /** Is there another coordinator? */
    @Override
    public void unanswered() {
      hello();
    }

    @Override
    public void dismissed() {
      lost();
    }
  }

  /** Begins a session for {@code what}. */
  void begin(SessionWork what) {
    assert confined.here();
    work = what;
    reports.of(what);
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
    reports.close();
    lease.close();
    names.close();
  }

  /** From now on no task is wanted, and no other session begins when this one is over. */
  void wantNoMore() {
    assert confined.here();
    reports.wantNoMore();
    reports.report();
  }

  /**
   * Tells the coordinator that nothing is held any more, as soon as a report may be sent.
   *
   * @return completes when it was told, or cannot be
   */
  Future<Void> leave() {
    assert confined.here();
    return reports.leave();
  }

  /** Where what happens is told. */
  SessionReports reports() {
    return reports;
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
      reports.report();
    }
  }

  /** A file gets its name until this completes. */
  <T> Future<T> naming(Future<T> named) {
    return names.add(named);
  }

  /** To be called every {@value #TICK_MS} ms. */
  void tick() {
    assert confined.here();
    long now = clock.nanoTime();
    LinkSession session = reports.session();
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
    } else {
      reports.tick(session);
    }
  }

  private void hello() {
    LinkSession session = reports.session();
    if (session != null || !reports.wantsNoMore()) {
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
      LinkSession session = reports.session();
      if (session == null) {
        welcomed(new LinkSession(id, welcome), sent);
      } else if (session.welcome.session() == welcome.session()) {
        renewed(session, sent);
      } else {
        // Another coordinator has taken over, and knows nothing of this session.
        lost();
      }
    }
  }

  private void welcomed(LinkSession begun, long sent) {
    reports.begin(begun, sent);
    // The session began no earlier than this hello was sent.
    lease.begin(begun.goodFrom(sent));
    watch.welcomed();
    reports.report();
  }

  private void renewed(LinkSession renewed, long sent) {
    lease.renew(renewed.goodFrom(sent));
    if (!lease.isAwaited()) {
      return;
    } else if (lease.mayPublish()) {
      lease.runWaiting();
    } else {
      reports.report();
    }
  }

  private void lost() {
    lease.end();
    boolean ended = reports.wantsNoMore() && work.held().isEmpty();
    LinkSession session = reports.session();
    long lossMs = 0;
    if (session != null) {
      lossMs = session.welcome.ttlMs() + session.welcome.marginMs();
      if (!ended) {
        watch.lost();
      }
    }
    reports.end();
    work.drop();
    // A hello without a session says that all is given up: what gets its name just now is not.
    names.begin(clock.nanoTime(), lossMs);
  }
}
