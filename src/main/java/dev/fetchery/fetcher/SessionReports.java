package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Held;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.PieceRefused;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.exchange.Reporting;
import dev.fetchery.fetcher.ReportDraft.Heading;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The reports of a fetcher's session, each of which gathers what happened in a moment and is sent
 * until it is answered. One report always waits for its answer, so that the coordinator can say
 * something at any time. Confined to the fetcher's event loop.
 */
final class SessionReports {
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
  private final Listener listener;
  private final ReportTimes times = new ReportTimes();
  private SessionWork work = SessionWork.NONE;
  private @Nullable LinkSession session;
  private ReportDraft draft = new ReportDraft();
  private boolean leaving;
  private boolean due;
  private boolean closed;

  /** Hears what the answers mean for the session. */
  interface Listener {
    /**
     * A report was answered.
     *
     * @param sentNanos when it was sent
     * @return whether the session goes on
     */
    boolean answered(LinkSession in, long sentNanos);

    /** A report was not answered in time. */
    void unanswered();

    /** The coordinator knows no such session. */
    void dismissed();
  }

  SessionReports(CoordinatorPort port, Clock clock, Listener listener) {
    this.port = port;
    this.clock = clock;
    this.listener = listener;
  }

  /** Reports of {@code what} from now on. */
  void of(SessionWork what) {
    assert confined.here();
    work = what;
  }

  /** The session that there is, or null. */
  @Nullable LinkSession session() {
    return session;
  }

  /**
   * A session begins.
   *
   * @param sentNanos when its hello was sent, at which nothing was held
   */
  void begin(LinkSession begun, long sentNanos) {
    assert confined.here();
    session = begun;
    times.begun(sentNanos);
  }

  /** The session is over; what was gathered for it is forgotten. */
  void end() {
    assert confined.here();
    session = null;
    due = false;
    draft = new ReportDraft();
  }

  /** Sends no more, but for {@link #leave()}. */
  void close() {
    assert confined.here();
    closed = true;
  }

  /** Each report says from now on that no task is wanted. */
  void wantNoMore() {
    assert confined.here();
    leaving = true;
  }

  boolean wantsNoMore() {
    return leaving;
  }

  /**
   * Tells the coordinator that nothing is held any more, as soon as a report may be sent.
   *
   * @return completes when it was told, or cannot be
   */
  Future<Void> leave() {
    wantNoMore();
    return leave(clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GOODBYE_WITHIN_MS));
  }

  private Future<Void> leave(long untilNanos) {
    LinkSession in = session;
    if (in == null || clock.nanoTime() - untilNanos >= 0) {
      return Future.succeededFuture();
    } else if (in.reports.hasRoom()) {
      Report last = in.reports.begin(maker(in, new Held(List.of())));
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

  // --- what has happened

  void result(Result result) {
    assert confined.here();
    draft.results.add(result);
    soon();
  }

  void ask(NameRequest ask) {
    assert confined.here();
    draft.asks.add(ask);
    soon();
  }

  void bodyWhole(long task) {
    assert confined.here();
    draft.bodiesWhole.add(task);
    soon();
  }

  void cleaned(List<Long> tasks) {
    assert confined.here();
    draft.cleaned.addAll(tasks);
    soon();
  }

  void refused(PieceRefused piece) {
    assert confined.here();
    draft.refused.add(piece);
    soon();
  }

  void grown(long task, Part part) {
    assert confined.here();
    draft.grown.add(new PartCheckpoint(task, part));
    soon();
  }

  // --- when it is told

  /** Reports where that is due by time; call it every {@value CoordinatorLink#TICK_MS} ms. */
  void tick(LinkSession in) {
    assert confined.here();
    long now = clock.nanoTime();
    boolean quiet = times.quietMs(now) >= in.welcome.reportMs() - CoordinatorLink.TICK_MS;
    if (quiet || times.isProgressDue(now) && !work.received().isEmpty()) {
      report();
    }
  }

  /** At once after a quiet time, else gathered for a moment. */
  private void soon() {
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
  void report() {
    assert confined.here();
    LinkSession in = session;
    if (in == null || closed) {
      return;
    }
    due = !in.reports.hasRoom();
    if (!due) {
      times.reported(clock.nanoTime());
      boolean heldDue = times.takeHeld(in.welcome.reportMs());
      send(in, in.reports.begin(maker(in, heldDue ? new Held(List.copyOf(work.held())) : null)));
    }
  }

  private Reporting.Maker<Report> maker(LinkSession in, @Nullable Held held) {
    Map<Long, Received> received = times.takeProgress() ? work.received() : Map.of();
    Heading heading = new Heading(in.fetcher, in.welcome.session(), leaving, held, received);
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

  /** Sent again with the same content. */
  private void unanswered(LinkSession in, Report report) {
    listener.unanswered();
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
      listener.dismissed();
    } else if (answer instanceof Assignment assignment) {
      List<Assignment> ready = in.reports.answered(report.number(), assignment);
      if (listener.answered(in, sent)) {
        ready.forEach(work::assigned);
        if (due || !in.reports.awaitsAnswer()) {
          due = false;
          soon();
        }
      }
    }
  }
}
