package dev.fetchery.sim;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcherMessage;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.coordinator.SimulatedCoordinator;
import dev.fetchery.fetcher.SimulatedFetcher;
import dev.fetchery.job.Completion;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.testing.CoordinatorSetup;
import dev.fetchery.testing.Rig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run of the whole engine by a seed: coordinator, plan, exchange and store are real; network,
 * requests, disk and time are scripted. Fetchers are killed, cut off and put to sleep, the
 * coordinator is killed alone or with all fetchers, and at the end everything is well again and the
 * jobs have to end as they should. One thread does it all, so that a seed repeats exactly.
 */
final class Simulation implements AutoCloseable {
  private static final long TTL_MS = 15_000;
  private static final long MARGIN_MS = 3_000;
  private static final long TROUBLE_MS = 60_000;
  private static final long MOST_MS = 3_600_000;

  private final VirtualTime time = new VirtualTime();
  private final Random random;
  private final LossyNet net;
  private final SimDisk disk = new SimDisk();
  private final SimOrigin origin;
  private final SqliteJobStore store;
  private final CoordinatorOptions options;
  private final List<SimulatedFetcher> fetchers = new ArrayList<>();
  private final List<SimJob> jobs = new ArrayList<>();
  private final int capacity;
  private final int wantedFetchers;
  private final int perHost;
  private final Map<String, Long> announced = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private SimStore calls;
  private SimulatedCoordinator coordinator;
  private boolean well;
  private int sessions;
  private int coordinatorKills;
  private int fetcherKills;

  /** A job that is to be posted, and its id once it is. */
  private static final class SimJob {
    final String document;
    final int items;
    String id;

    SimJob(String document, int items) {
      this.document = document;
      this.items = items;
    }
  }

  Simulation(long seed, Path root) {
    random = new Random(seed);
    net = new LossyNet(time, random);
    perHost = 1 + random.nextInt(4);
    capacity = 1 + random.nextInt(6);
    wantedFetchers = 1 + random.nextInt(3);
    origin = new SimOrigin(random, perHost);
    store = SqliteJobStore.open(root.resolve("data"), false, new StoreClock());
    options =
        CoordinatorSetup.in(root)
            .concurrency(CoordinatorOptions.AS_FETCHERS_TAKE)
            .leases(TTL_MS, MARGIN_MS)
            .build();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      jobs.add(job(i));
    }
  }

  /** What is stored has the time of the run; the writer never waits for its next commit. */
  private final class StoreClock implements Clock {
    private long nanos;

    @Override
    public Instant now() {
      return time.now();
    }

    @Override
    public synchronized long nanoTime() {
      nanos += 10_000_000;
      return nanos;
    }
  }

  private SimJob job(int number) {
    int items = 1 + random.nextInt(15);
    int hosts = 1 + random.nextInt(3);
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      int roll = random.nextInt(10);
      String kind = roll == 0 ? "absent" : roll == 1 ? "moved" : "file";
      urls.add("{'url':'http://h" + random.nextInt(hosts) + ".test/" + kind + i + "'}");
    }
    boolean asks = random.nextInt(3) == 0;
    String document =
        "{'source':{'type':'urls','urls':"
            + urls
            + "},'limits':{'perHost':"
            + perHost
            + "},'retry':{'attempts':100,'backoffMs':20,'statuses':[503]},'save':{'dir':'d"
            + number
            + "','ifExists':'fail'"
            + (asks ? ",'as':'{index}{ext}'" : "")
            + "}}";
    return new SimJob(document.replace('\'', '"'), items);
  }

  // --- who is there

  private void startCoordinator(boolean othersLive) {
    calls = new SimStore(time, random, store);
    JobStore mine = calls.store();
    SimStore asked = calls;
    announced.clear();
    mine.beginEpoch()
        .thenAccept(
            epoch -> {
              if (calls == asked) {
                begin(mine, epoch, othersLive);
              }
            });
  }

  private void begin(JobStore mine, long epoch, boolean othersLive) {
    SimulatedCoordinator[] self = new SimulatedCoordinator[1];
    SimulatedCoordinator begun =
        new SimulatedCoordinator(
            time,
            random,
            mine,
            options,
            epoch,
            request -> files(request, () -> coordinator == self[0]),
            this::heard);
    self[0] = begun;
    coordinator = begun;
    // Fetchers of the coordinator before may go on until their leases end.
    time.after(
        othersLive ? TTL_MS : 0,
        () -> {
          if (coordinator == begun) {
            begun.recover();
          }
        });
  }

  private Future<dev.fetchery.bus.FileAnswer> files(
      dev.fetchery.bus.FileRequest request, java.util.function.BooleanSupplier alive) {
    Promise<dev.fetchery.bus.FileAnswer> answer = Promise.promise();
    time.after(
        1 + random.nextInt(20),
        () -> {
          if (alive.getAsBoolean()) {
            answer.complete(disk.answer(request));
          }
        });
    return answer.future();
  }

  private void startFetcher() {
    fetchers.add(
        new SimulatedFetcher(
            time, random, origin, disk, this::ask, capacity, () -> "f" + ++sessions, () -> !well));
  }

  private Future<FetcherMessage> ask(String address, FetcherMessage message, long timeoutMs) {
    Promise<FetcherMessage> answer = Promise.promise();
    time.after(timeoutMs, () -> answer.tryFail("no answer in time"));
    net.send(() -> deliver(address, message, answer));
    return answer.future();
  }

  private void deliver(String address, FetcherMessage message, Promise<FetcherMessage> answer) {
    SimulatedCoordinator to = coordinator;
    boolean there =
        to != null
            && (address.equals(Addresses.COORDINATOR)
                || address.equals(Addresses.coordinator(to.epoch())));
    if (there) {
      to.receive(message, reply -> net.send(() -> answer.tryComplete(reply)));
    } else {
      net.send(() -> answer.tryFail("nothing there"));
    }
  }

  private void heard(CoordinatorEvent event) {
    if (event instanceof CoordinatorEvent.Completed completed) {
      for (Completion one : completed.completions()) {
        Long before = announced.put(completed.job(), one.n());
        if (before != null && one.n() != before + 1) {
          wrong.add("completion " + one.n() + " was announced after " + before);
        }
      }
    }
  }

  // --- trouble

  private void trouble() {
    if (well) {
      return;
    }
    int roll = random.nextInt(12);
    if (roll > 9 && !fetchers.isEmpty()) {
      fetchers.get(random.nextInt(fetchers.size())).sleep(random.nextInt(40_000));
    } else if (roll < 4) {
      killFetcher();
    } else if (roll < 6) {
      killCoordinator(true);
    } else if (roll < 7) {
      killCoordinator(false);
    } else {
      net.cut(random.nextInt(30_000));
    }
    time.after(random.nextInt(25_000), this::trouble);
  }

  private void killFetcher() {
    if (!fetchers.isEmpty()) {
      fetchers.remove(random.nextInt(fetchers.size())).kill();
      fetcherKills++;
    }
    time.after(random.nextInt(10_000), this::refill);
  }

  private void refill() {
    if (fetchers.size() < wantedFetchers) {
      startFetcher();
    }
  }

  /**
   * @param withFetchers whether they are of the same process
   */
  private void killCoordinator(boolean withFetchers) {
    if (coordinator == null) {
      return;
    }
    coordinator.kill();
    coordinator = null;
    coordinatorKills++;
    calls.kill();
    calls = null;
    if (withFetchers) {
      fetchers.forEach(SimulatedFetcher::kill);
      fetchers.clear();
    }
    time.after(
        1 + random.nextInt(5_000),
        () -> {
          startCoordinator(!withFetchers);
          for (int i = fetchers.size(); i < wantedFetchers; i++) {
            startFetcher();
          }
        });
  }

  private void heal() {
    well = true;
    net.heal();
    time.after(10_000, this::refill);
  }

  // --- the run

  private void submit(SimJob job) {
    if (coordinator == null) {
      time.after(500, () -> submit(job));
      return;
    }
    Command.Submit command = new Command.Submit(Rig.document(job.document), job.document, "");
    SimulatedCoordinator asked = coordinator;
    asked
        .ask(command)
        .onSuccess(
            answer -> {
              if (answer instanceof Answer.Submitted submitted) {
                job.id = submitted.job().id();
              }
            });
    // As a client does: asked again under the same key until there is an answer.
    time.after(
        5_000,
        () -> {
          if (job.id == null) {
            submit(job);
          }
        });
  }

  /** What was wrong, one line each. */
  List<String> run() {
    startCoordinator(false);
    for (int i = 0; i < wantedFetchers; i++) {
      startFetcher();
    }
    jobs.forEach(job -> time.after(random.nextInt(2_000), () -> submit(job)));
    time.after(random.nextInt(5_000), this::trouble);
    time.after(TROUBLE_MS, this::heal);
    if (!time.runUntil(this::over, MOST_MS)) {
      wrong.add("the jobs did not end: " + jobs.stream().map(this::state).toList());
    }
    // What waits to be cleaned up is.
    time.runUntil(() -> false, 60_000);
    check();
    return wrong;
  }

  private String state(SimJob job) {
    return job.id == null ? "not posted" : String.valueOf(Rig.await(store.job(job.id)).state());
  }

  private boolean over() {
    if (!well || time.nowMs() < lastLook + 1_000) {
      return false;
    }
    lastLook = time.nowMs();
    return jobs.stream()
        .allMatch(job -> job.id != null && !Rig.await(store.job(job.id)).state().open());
  }

  private long lastLook;

  private void check() {
    jobs.stream()
        .filter(job -> job.id != null)
        .forEach(job -> wrong.addAll(new JobCheck(store, disk).faults(job.id, job.items)));
    if (!origin.fault().isEmpty()) {
      wrong.add(origin.fault());
    }
    if (!disk.parts().isEmpty()) {
      wrong.add("parts are left: " + disk.parts());
    }
    if (coordinator == null || coordinator.active() != 0) {
      wrong.add("the coordinator believes that requests are under way");
    }
    for (SimulatedFetcher fetcher : fetchers) {
      if (fetcher.busy() > 0) {
        wrong.add("a fetcher still holds tasks: " + fetcher);
      }
    }
  }

  int coordinatorKills() {
    return coordinatorKills;
  }

  /** Those that were killed by themselves, without the coordinator. */
  int fetcherKills() {
    return fetcherKills;
  }

  int items() {
    return jobs.stream().mapToInt(job -> job.items).sum();
  }

  /** Tells two runs apart. */
  String trace() {
    return time.planned() + " events, " + origin.requests() + " requests, " + time.nowMs() + " ms";
  }

  @Override
  public void close() {
    store.close();
  }
}
