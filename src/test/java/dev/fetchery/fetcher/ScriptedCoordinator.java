package dev.fetchery.fetcher;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.BusMessage;
import dev.fetchery.bus.Demands;
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
import dev.fetchery.job.Checksum;
import dev.fetchery.job.Expect;
import dev.fetchery.job.HttpRequest;
import dev.fetchery.job.Part;
import dev.fetchery.job.Proof;
import dev.fetchery.job.Save.Keep;
import dev.fetchery.testing.Urls;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Stands in for the coordinator: hands out what a test gives it and keeps what comes of it. */
final class ScriptedCoordinator {
  private final Vertx vertx;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Outcome>> outcomes = new ConcurrentHashMap<>();
  final List<NameRequest> asks = new CopyOnWriteArrayList<>();
  final List<Report> reports = new CopyOnWriteArrayList<>();
  final Set<Long> cleaned = ConcurrentHashMap.newKeySet();
  final Set<String> fetchers = ConcurrentHashMap.newKeySet();

  /** Long: what a test gave to a session that is lost on a busy machine is given to no other. */
  volatile long ttlMs = 60_000;

  volatile boolean silent;
  volatile boolean settling = true;
  volatile Function<NameRequest, NameGrant> namer = ask -> null;

  private volatile String fetcher;
  private final AtomicLong epoch = new AtomicLong();
  private final CompletableFuture<Void> welcomed = new CompletableFuture<>();

  ScriptedCoordinator(Vertx vertx) {
    this.vertx = vertx;
    vertx
        .eventBus()
        .<BusMessage>consumer(Addresses.COORDINATOR)
        .handler(message -> received(message.body()));
  }

  private void received(BusMessage message) {
    if (silent) {
      return;
    } else if (message instanceof Hello hello) {
      fetcher = hello.fetcher();
      send(new Welcome(epoch.incrementAndGet(), ttlMs, Math.min(1000, ttlMs / 5), ttlMs / 10));
      // Last: who sees it here gives it tasks, of the session that has begun.
      fetchers.add(fetcher);
      welcomed.complete(null);
    } else if (message instanceof Report report && report.epoch() == epoch.get()) {
      reports.add(report);
      answer(report);
    }
  }

  private void answer(Report report) {
    List<Long> settled = new ArrayList<>();
    for (Result result : report.results()) {
      settled.add(result.task());
      outcomes.get(result.task()).complete(result.outcome());
    }
    asks.addAll(report.asks());
    List<NameGrant> names =
        report.asks().stream().map(namer).filter(java.util.Objects::nonNull).toList();
    cleaned.addAll(report.cleaned());
    orders(report.number(), List.of(), names, List.of(), settling ? settled : List.of(), Map.of());
  }

  private void orders(
      long acknowledged,
      List<Task> tasks,
      List<NameGrant> names,
      List<Stop> stops,
      List<Long> settled,
      Map<String, Long> rates) {
    send(new Assignment(epoch.get(), acknowledged, tasks, names, stops, settled, rates));
  }

  private void send(BusMessage message) {
    vertx.eventBus().send(Addresses.fetcher(fetcher), message);
  }

  void awaitFetcher() throws Exception {
    welcomed.get(60, TimeUnit.SECONDS);
  }

  void dismiss() {
    send(new Dismissed(epoch.get()));
  }

  void name(NameGrant named) {
    orders(0, List.of(), List.of(named), List.of(), List.of(), Map.of());
  }

  void stop(long task, boolean keepPart) {
    orders(0, List.of(), List.of(), List.of(new Stop(task, keepPart)), List.of(), Map.of());
  }

  void rate(String job, long bytesPerSecond) {
    orders(0, List.of(), List.of(), List.of(), List.of(), Map.of(job, bytesPerSecond));
  }

  void settle(long task) {
    orders(0, List.of(), List.of(), List.of(), List.of(task), Map.of());
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
    orders(0, tasks, List.of(), List.of(), List.of(), Map.of());
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
