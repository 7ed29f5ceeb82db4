package dev.fetchery.fetcher;

import static dev.fetchery.bus.BusRequests.consume;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Demands;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.bus.FetcherMessage.Assignment;
import dev.fetchery.bus.FetcherMessage.Dismissed;
import dev.fetchery.bus.FetcherMessage.Hello;
import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.FetcherMessage.Received;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcherMessage.Result;
import dev.fetchery.bus.FetcherMessage.Stop;
import dev.fetchery.bus.FetcherMessage.Welcome;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.exchange.Answering;
import dev.fetchery.exchange.Answering.Receipt;
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Expect;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Part;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Save.Keep;
import dev.fetchery.testing.Urls;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Stands in for the coordinator: hands out what a test gives it and keeps what comes of it. */
final class ScriptedCoordinator {
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Outcome>> outcomes = new ConcurrentHashMap<>();
  final List<NameRequest> asks = new CopyOnWriteArrayList<>();
  final List<Report> reports = new CopyOnWriteArrayList<>();
  final Set<Long> cleaned = ConcurrentHashMap.newKeySet();
  final Set<String> fetchers = ConcurrentHashMap.newKeySet();

  /** Long: what a test gave to a session that is lost on a busy machine is given to no other. */
  volatile long ttlMs = 60_000;

  volatile boolean silent;
  private boolean dismissed;
  volatile boolean settling = true;
  volatile Function<NameRequest, NameGrant> namer = ask -> null;

  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();
  private final Context loop;

  // --- on the loop alone

  private String fetcher = "";
  private long session;
  private Answering<FetcherMessage, Message<BusMessage>> answers = new Answering<>();
  private final List<Task> tasks = new ArrayList<>();
  private final List<NameGrant> names = new ArrayList<>();
  private final List<Stop> stops = new ArrayList<>();
  private final List<Long> settled = new ArrayList<>();
  private final Map<String, Long> rates = new HashMap<>();
  private final Map<String, Long> rests = new HashMap<>();

  ScriptedCoordinator(Vertx vertx) {
    this.loop = vertx.getOrCreateContext();
    loop.runOnContext(
        v -> {
          consume(vertx.eventBus(), "reports", Report.class, this::reported);
          consume(vertx.eventBus(), Addresses.COORDINATOR, Hello.class, this::greeted);
        });
  }

  private void greeted(Hello hello, Message<BusMessage> message) {
    if (silent) {
      return;
    }
    if (!hello.fetcher().equals(fetcher)) {
      fetcher = hello.fetcher();
      session++;
      answers = new Answering<>();
    }
    message.reply(
        new Welcome(1, session, "reports", ttlMs, Math.min(1000, ttlMs / 5), ttlMs / 10, 2));
    // Last: who sees it here gives it tasks, of the session that has begun.
    fetchers.add(fetcher);
    welcomed.complete(null);
  }

  private void reported(Report report, Message<BusMessage> message) {
    if (silent) {
      return;
    }
    if (report.session() != session || dismissed) {
      message.reply(new Dismissed(report.session()));
      dismissed = false;
      return;
    }
    Receipt receipt = answers.received(report.number(), report.arrived(), message, 0);
    if (receipt == Receipt.NEW) {
      reports.add(report);
      carryOut(report);
    } else if (receipt == Receipt.ANSWERED) {
      message.reply(answers.answerTo(report.number()));
    }
    flush();
  }

  private void carryOut(Report report) {
    for (Result result : report.results()) {
      outcomes.get(result.task()).complete(result.outcome());
      if (settling) {
        settled.add(result.task());
      }
    }
    asks.addAll(report.asks());
    report.asks().stream().map(namer).filter(Objects::nonNull).forEach(names::add);
    cleaned.addAll(report.cleaned());
  }

  private void flush() {
    if (silent) {
      return;
    }
    while (answers.mustAnswer() || !isIdle() && answers.canAnswer()) {
      var given =
          answers.answer(
              number -> new Assignment(number, tasks, names, stops, settled, rates, rests));
      tasks.clear();
      names.clear();
      stops.clear();
      settled.clear();
      rates.clear();
      rests.clear();
      given.waiting().reply(given.answer());
    }
  }

  private boolean isIdle() {
    return tasks.isEmpty()
        && names.isEmpty()
        && stops.isEmpty()
        && settled.isEmpty()
        && rates.isEmpty()
        && rests.isEmpty();
  }

  private void say(Runnable what) {
    loop.runOnContext(
        v -> {
          what.run();
          flush();
        });
  }

  void awaitFetcher() throws Exception {
    welcomed.get(60, TimeUnit.SECONDS);
  }

  void dismiss() {
    loop.runOnContext(
        v -> {
          dismissed = !answers.canAnswer();
          if (answers.canAnswer()) {
            answers
                .answer(number -> new Dismissed(session))
                .waiting()
                .reply(new Dismissed(session));
          }
        });
  }

  void name(NameGrant named) {
    say(() -> names.add(named));
  }

  void stop(long task, boolean keepPart) {
    say(() -> stops.add(new Stop(task, keepPart)));
  }

  void rate(String job, long bytesPerSecond) {
    say(() -> rates.put(job, bytesPerSecond));
  }

  void rest(String host, long ms) {
    say(() -> rests.put(host, ms));
  }

  void settle(long task) {
    say(() -> settled.add(task));
  }

  long nextId() {
    long id = ids.incrementAndGet();
    outcomes.put(id, new CompletableFuture<>());
    return id;
  }

  private static Demands demands(String sha256) {
    return sha256 == null
        ? Demands.NONE
        : new Demands(
            new Proof(List.of(Checksum.of(Checksum.Algorithm.SHA256, sha256)), Proof.ANY_SIZE),
            null,
            Keep.DEFAULT,
            false);
  }

  /** Hands out a task; its outcome is waited for elsewhere. */
  long begin(HttpRequest request, Sink sink, Expect expect, String sha256) {
    long id = nextId();
    begin(List.of(new Task(id, "job", id, request, sink, expect, demands(sha256))));
    return id;
  }

  void begin(List<Task> tasks) {
    say(() -> this.tasks.addAll(tasks));
  }

  CompletableFuture<Outcome> future(long task) {
    return outcomes.get(task);
  }

  /** Bytes of a task as last told. */
  long received(long task) {
    return reports.stream()
        .mapToLong(report -> report.received().getOrDefault(task, new Received(0, -1)).bytes())
        .max()
        .orElse(0);
  }

  Outcome await(long task) throws Exception {
    return future(task).get(60, TimeUnit.SECONDS);
  }

  Outcome run(HttpRequest request, Sink sink) throws Exception {
    return await(begin(request, sink, Expect.ANY, null));
  }

  Outcome run(HttpRequest request, Sink sink, Expect expect, String sha256) throws Exception {
    return await(begin(request, sink, expect, sha256));
  }

  static HttpRequest get(String url) {
    return Urls.get(url);
  }

  static Sink file(String target) {
    return new Sink.ToFile(target, ".fetchery-job-1.part", false, null, 1);
  }

  static Sink continuing(String target, Part part) {
    String other =
        part.path().contains("-2.part") ? ".fetchery-job-1.part" : ".fetchery-job-1-2.part";
    return new Sink.ToFile(target, other, false, part, 1);
  }
}
