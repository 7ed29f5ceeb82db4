package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.context.Clock;
import dev.fetchery.context.Confined;
import dev.fetchery.fetcher.file.Lease;
import dev.fetchery.job.Part;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fetcher's session with the coordinator: hello until welcomed, then reports, each of which
 * gathers what happened in a moment. The lease of the session ends {@code ttlMs} after the sending
 * of the last acknowledged report; nothing is published later than {@code marginMs} before that, by
 * this fetcher's own clock. Confined to the fetcher's event loop, but for what {@link Lease} says.
 */
final class CoordinatorLink implements Lease {
  static final long TICK_MS = 100;
  private static final long HELLO_MS = 250;
  private static final long MS = 1_000_000L;

  /** Reports are at least so far apart while there is much to say. */
  private static final long GATHER_NANOS = 2 * MS;

  /** How often the bytes of long tasks are reported. */
  private static final long PROGRESS_NANOS = 200 * MS;

  private final Vertx vertx;
  private final Clock clock;
  private final int capacity;
  private Work work = new NoWork();
  private final Confined confined = new Confined();

  /** What the session is for. */
  interface Work {
    /** By task: body bytes so far, of tasks that take longer. */
    Map<Long, Received> received();

    void assigned(Assignment assignment);

    /** The session is over: everything it held is given up. */
    void drop();
  }

  private String id = "";
  private @Nullable MessageConsumer<BusMessage> consumer;
  private @Nullable Welcome welcome;
  private long number;
  private final Map<Long, Long> sentNanos = new HashMap<>();
  private volatile long goodUntilNanos;
  private volatile boolean open;
  private long reportedNanos;
  private long progressNanos;
  private long helloNanos;
  private boolean due;
  private boolean closed;

  private List<Result> results = new ArrayList<>();
  private List<NameRequest> asks = new ArrayList<>();
  private List<Long> bodiesWhole = new ArrayList<>();
  private List<Long> cleaned = new ArrayList<>();
  private List<PartCheckpoint> grown = new ArrayList<>();
  private List<Runnable> waitingForLease = new ArrayList<>();

  /** What a session is for before it begins. */
  private static final class NoWork implements Work {
    @Override
    public Map<Long, Received> received() {
      return Map.of();
    }

    @Override
    public void assigned(Assignment assignment) {
      throw new IllegalStateException("not begun");
    }

    @Override
    public void drop() {
      throw new IllegalStateException("not begun");
    }
  }

  /**
   * A link that is not begun.
   *
   * @param capacity tasks that run at once
   */
  CoordinatorLink(Vertx vertx, Clock clock, int capacity) {
    this.vertx = vertx;
    this.clock = clock;
    this.capacity = capacity;
  }

  /** Begins a session for {@code what}. */
  void begin(Work what) {
    assert confined.here();
    work = what;
    begin();
  }

  /** Begins under a new id and says hello. */
  private void begin() {
    id = UUID.randomUUID().toString();
    consumer =
        vertx.eventBus().consumer(Addresses.fetcher(id), message -> received(message.body()));
    hello();
  }

  /** Ends the session without a message. */
  void close() {
    assert confined.here();
    closed = true;
    open = false;
    if (consumer != null) {
      consumer.unregister();
    }
  }

  @Override
  public boolean mayPublish() {
    return open && mayRemove();
  }

  @Override
  public boolean mayRemove() {
    return clock.nanoTime() - goodUntilNanos < 0;
  }

  /** Runs {@code action} now or when the lease has been renewed; never if that is refused. */
  void whenLeased(Runnable action) {
    assert confined.here();
    if (mayPublish()) {
      action.run();
    } else {
      waitingForLease.add(action);
      report();
    }
  }

  void result(Result result) {
    assert confined.here();
    results.add(result);
    reportSoon();
  }

  void ask(NameRequest ask) {
    asks.add(ask);
    reportSoon();
  }

  void bodyWhole(long task) {
    bodiesWhole.add(task);
    reportSoon();
  }

  void cleaned(List<Long> tasks) {
    cleaned.addAll(tasks);
    reportSoon();
  }

  void grown(long task, Part part) {
    grown.add(new PartCheckpoint(task, part));
    reportSoon();
  }

  /** To be called every {@value #TICK_MS} ms. */
  void tick() {
    assert confined.here();
    long now = clock.nanoTime();
    if (closed) {
      return;
    } else if (welcome == null) {
      if (now - helloNanos >= HELLO_MS * MS) {
        hello();
      }
    } else if (now - goodUntilNanos > welcome.marginMs() * MS) {
      lost();
    } else if (now - reportedNanos >= (welcome.reportMs() - TICK_MS) * MS) {
      report();
    } else if (now - progressNanos >= PROGRESS_NANOS && !work.received().isEmpty()) {
      report();
    }
  }

  private void hello() {
    helloNanos = clock.nanoTime();
    vertx.eventBus().send(Addresses.COORDINATOR, new FetcherMessage.Hello(id, capacity));
  }

  private void received(BusMessage message) {
    if (closed) {
      return;
    } else if (message instanceof Welcome first) {
      if (welcome == null) {
        welcomed(first);
      }
    } else if (message instanceof FetcherMessage.Dismissed dismissed) {
      if (welcome != null && dismissed.epoch() == welcome.epoch()) {
        lost();
      }
    } else if (message instanceof Assignment assignment
        && welcome != null
        && assignment.epoch() == welcome.epoch()) {
      acknowledged(welcome, assignment.acknowledged());
      work.assigned(assignment);
    }
  }

  private void welcomed(Welcome first) {
    welcome = first;
    number = 0;
    // The session began no earlier than this hello was sent.
    goodUntilNanos = goodFrom(helloNanos, first);
    open = true;
    report();
  }

  /** Until when files may be published after a message that was sent then. */
  private static long goodFrom(long sentNanos, Welcome session) {
    return sentNanos + (session.ttlMs() - session.marginMs()) * MS;
  }

  private void acknowledged(Welcome session, long upTo) {
    Long sent = sentNanos.get(upTo);
    if (sent == null) {
      return;
    }
    sentNanos.keySet().removeIf(report -> report <= upTo);
    goodUntilNanos = goodFrom(sent, session);
    if (!waitingForLease.isEmpty() && mayPublish()) {
      List<Runnable> ready = waitingForLease;
      waitingForLease = new ArrayList<>();
      ready.forEach(Runnable::run);
    }
  }

  private void lost() {
    open = false;
    goodUntilNanos = clock.nanoTime();
    welcome = null;
    sentNanos.clear();
    results = new ArrayList<>();
    asks = new ArrayList<>();
    bodiesWhole = new ArrayList<>();
    cleaned = new ArrayList<>();
    grown = new ArrayList<>();
    waitingForLease = new ArrayList<>();
    if (consumer != null) {
      consumer.unregister();
    }
    work.drop();
    begin();
  }

  /** At once after a quiet time, else gathered for a moment. */
  private void reportSoon() {
    if (due || welcome == null) {
      return;
    }
    due = true;
    if (clock.nanoTime() - reportedNanos > GATHER_NANOS) {
      vertx.runOnContext(v -> reportIfDue());
    } else {
      vertx.setTimer(1, timer -> reportIfDue());
    }
  }

  private void reportIfDue() {
    if (due) {
      report();
    }
  }

  private void report() {
    due = false;
    if (welcome == null) {
      return;
    }
    reportedNanos = clock.nanoTime();
    boolean progress = reportedNanos - progressNanos >= PROGRESS_NANOS;
    if (progress) {
      progressNanos = reportedNanos;
    }
    sentNanos.put(++number, reportedNanos);
    Report report =
        new Report(
            id,
            welcome.epoch(),
            number,
            results,
            asks,
            bodiesWhole,
            progress ? work.received() : Map.of(),
            cleaned,
            grown);
    results = new ArrayList<>();
    asks = new ArrayList<>();
    bodiesWhole = new ArrayList<>();
    cleaned = new ArrayList<>();
    grown = new ArrayList<>();
    vertx.eventBus().send(Addresses.COORDINATOR, report);
  }
}
