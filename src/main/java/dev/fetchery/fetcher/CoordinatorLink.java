package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.PartCheckpoint;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.Outcome;
import dev.fetchery.job.Part;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A fetcher's side of the talk with the coordinator: hello until welcomed, then reports, each of
 * which gathers what came up in a moment. The coordinator's word holds until {@code ttlMs} after
 * the sending of the last report that it acknowledged; nothing is published later than {@code
 * marginMs} before that, by this fetcher's own clock. One event loop's, but for {@link
 * #mayPublish()}.
 */
final class CoordinatorLink {
  static final long TICK_MS = 100;
  private static final long HELLO_MS = 250;
  private static final long MS = 1_000_000L;

  /** Reports are at least so far apart while there is much to say. */
  private static final long GATHER_NANOS = 2 * MS;

  /** How often a long task's bytes are told. */
  private static final long PROGRESS_NANOS = 200 * MS;

  private final Vertx vertx;
  private final int capacity;
  private final Work work;

  /** What the session works for. */
  interface Work {
    int free();

    Map<Long, Long> receivedBytes();

    void orders(Assignment orders);

    /** The session is over: nothing of it counts any more. */
    void drop();
  }

  private String id;
  private MessageConsumer<BusMessage> consumer;
  private Welcome welcome;
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

  CoordinatorLink(Vertx vertx, int capacity, Work work) {
    this.vertx = vertx;
    this.capacity = capacity;
    this.work = work;
  }

  /** Begins with a name of its own and says hello. */
  void begin() {
    id = UUID.randomUUID().toString();
    consumer = vertx.eventBus().consumer(Addresses.fetcher(id));
    consumer.handler(message -> received(message.body()));
    hello();
  }

  /** Says no more. */
  void close() {
    closed = true;
    open = false;
    if (consumer != null) {
      consumer.unregister();
    }
  }

  String id() {
    return id;
  }

  /** Whether the lease has its margin left; may be asked from any thread. */
  boolean mayPublish() {
    return open && mayRemove();
  }

  /**
   * Whether what lies at the places of this session's tasks is its own, with a margin; may be asked
   * from any thread. Once it is over, the coordinator has what is left removed and gives the same
   * places to others.
   */
  boolean mayRemove() {
    return System.nanoTime() - goodUntilNanos < 0;
  }

  /** Runs {@code action} now or when the lease has been renewed; never if that is refused. */
  void whenLeased(Runnable action) {
    if (mayPublish()) {
      action.run();
    } else {
      waitingForLease.add(action);
      report();
    }
  }

  void result(long task, Outcome outcome) {
    results.add(new Result(task, outcome));
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
  void tick(long now) {
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
    } else if (now - progressNanos >= PROGRESS_NANOS && !work.receivedBytes().isEmpty()) {
      report();
    }
  }

  private void hello() {
    helloNanos = System.nanoTime();
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
    } else if (message instanceof Assignment orders
        && welcome != null
        && orders.epoch() == welcome.epoch()) {
      acknowledged(orders.acknowledged());
      work.orders(orders);
    }
  }

  private void welcomed(Welcome first) {
    welcome = first;
    number = 0;
    // The session began no earlier than this hello was sent.
    goodUntilNanos = helloNanos + (welcome.ttlMs() - welcome.marginMs()) * MS;
    open = true;
    report();
  }

  private void acknowledged(long upTo) {
    Long sent = sentNanos.get(upTo);
    if (sent == null) {
      return;
    }
    sentNanos.keySet().removeIf(report -> report <= upTo);
    goodUntilNanos = sent + (welcome.ttlMs() - welcome.marginMs()) * MS;
    if (!waitingForLease.isEmpty() && mayPublish()) {
      List<Runnable> ready = waitingForLease;
      waitingForLease = new ArrayList<>();
      ready.forEach(Runnable::run);
    }
  }

  private void lost() {
    open = false;
    goodUntilNanos = System.nanoTime();
    welcome = null;
    sentNanos.clear();
    results = new ArrayList<>();
    asks = new ArrayList<>();
    bodiesWhole = new ArrayList<>();
    cleaned = new ArrayList<>();
    grown = new ArrayList<>();
    waitingForLease = new ArrayList<>();
    consumer.unregister();
    work.drop();
    begin();
  }

  /** At once when all is quiet, else gathered for a moment. */
  private void reportSoon() {
    if (due || welcome == null) {
      return;
    }
    due = true;
    if (System.nanoTime() - reportedNanos > GATHER_NANOS) {
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
    reportedNanos = System.nanoTime();
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
            work.free(),
            results,
            asks,
            bodiesWhole,
            progress ? work.receivedBytes() : Map.of(),
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
