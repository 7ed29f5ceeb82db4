package dev.fetchery.testing;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcherMessage.Report;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.context.Clock;
import dev.fetchery.coordinator.CoordinatorOptions;
import dev.fetchery.coordinator.CoordinatorVerticle;
import dev.fetchery.fetcher.FetcherOptions;
import dev.fetchery.fetcher.FetcherVerticle;
import dev.fetchery.job.AddressKind;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Item;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.JobPatch;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Limits;
import dev.fetchery.job.Progress;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.Parsed;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.SqliteJobStore;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Coordinator, fetchers and store in this process, without the interface, on real directories. */
public final class Rig implements AutoCloseable {
  private static final long PATIENCE_S = 60;

  private final Path root;
  private final FetcherOptions fetcherOptions;
  private final Vertx vertx = Vertx.vertx();
  private final JobStore store;
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final Map<String, List<Completion>> completions = new ConcurrentHashMap<>();
  private final List<String> fetchers = new ArrayList<>();
  private final List<Job> changes = new CopyOnWriteArrayList<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();

  private Rig(Path root, FetcherOptions fetcherOptions, JobStore store) {
    this.root = root;
    this.fetcherOptions = fetcherOptions;
    this.store = store;
    vertx.exceptionHandler(uncaught::add);
    FetcheryCodec.register(vertx.eventBus());
    vertx.eventBus().<CoordinatorEvent>localConsumer(Addresses.NEWS, m -> heard(m.body()));
  }

  /** Everything under {@code root}: {@code data} and {@code downloads}. */
  public static Rig start(Path root) {
    return start(root, 2, options(root));
  }

  public static Rig start(Path root, int fetchers, CoordinatorOptions options) {
    return start(root, fetchers, options, fetcherOptions(root));
  }

  /** With these options for each fetcher. */
  public static Rig start(
      Path root, int fetchers, CoordinatorOptions options, FetcherOptions fetcherOptions) {
    return start(store(root), root, fetchers, options, fetcherOptions);
  }

  /** On this store, which is closed with it. */
  public static Rig start(
      JobStore store,
      Path root,
      int fetchers,
      CoordinatorOptions options,
      FetcherOptions fetcherOptions) {
    Rig rig = new Rig(root, fetcherOptions, store);
    rig.deploy(fetchers, options, rig.store);
    return rig;
  }

  /** With what the coordinator has in the store's place. */
  public static Rig start(Path root, CoordinatorOptions options, UnaryOperator<JobStore> instead) {
    Rig rig = new Rig(root, fetcherOptions(root), store(root));
    rig.deploy(1, options, instead.apply(rig.store));
    return rig;
  }

  private static JobStore store(Path root) {
    return SqliteJobStore.open(root.resolve("data"), false, Clock.system());
  }

  private void deploy(int count, CoordinatorOptions options, JobStore coordinators) {
    for (int i = 0; i < count; i++) {
      addFetcher();
    }
    await(vertx.deployVerticle(new CoordinatorVerticle(coordinators, options, Clock.system())));
  }

  /** Any address may be reached, with the platform's name resolution. */
  public static FetcherOptions fetcherOptions(Path root) {
    return FetcherOptions.of(
        root.resolve("downloads"), 1024, "fetchery/test", EnumSet.allOf(AddressKind.class));
  }

  public static CoordinatorOptions options(Path root) {
    return CoordinatorSetup.in(root).build();
  }

  /** Deploys another fetcher; returns the id for {@link #undeploy}. */
  public String addFetcher() {
    String id = await(vertx.deployVerticle(new FetcherVerticle(fetcherOptions)));
    fetchers.add(id);
    return id;
  }

  public void undeploy(String fetcher) {
    await(vertx.undeploy(fetcher));
  }

  /** Has all fetchers go without a word, as those of a machine that is cut off. */
  public void loseFetchers() {
    Handler<DeliveryContext<Object>> cut =
        message -> {
          if (!(message.body() instanceof Report report && report.leaving())) {
            message.next();
          }
        };
    vertx.eventBus().addOutboundInterceptor(cut);
    List.copyOf(fetchers).forEach(this::undeploy);
    vertx.eventBus().removeOutboundInterceptor(cut);
  }

  public List<String> fetchers() {
    return fetchers;
  }

  private void heard(CoordinatorEvent news) {
    if (news instanceof CoordinatorEvent.Completed c) {
      List<Completion> before =
          completions.computeIfAbsent(c.job(), j -> new CopyOnWriteArrayList<>());
      Completion first = c.completions().get(0);
      if (!before.isEmpty() && before.get(before.size() - 1).n() + 1 != first.n()) {
        wrong.add("a gap before " + first.n() + " in the completions of " + c.job());
      }
      before.addAll(c.completions());
    } else if (news instanceof CoordinatorEvent.Changed c) {
      changes.add(c.job());
      check(c.job().progress());
    } else if (news instanceof CoordinatorEvent.ProgressChanged m) {
      check(m.progress());
    }
  }

  /** Checks that the counters of a view add up. */
  private void check(Progress p) {
    long sum =
        p.waiting()
            + p.active()
            + p.done()
            + p.skipped()
            + p.notFound()
            + p.failed()
            + p.cancelled();
    if (p.discovered() != sum || p.waiting() < 0 || p.active() < 0) {
      wrong.add("does not add up: " + p);
    }
  }

  public Vertx vertx() {
    return vertx;
  }

  public JobStore store() {
    return store;
  }

  public Path downloads() {
    return root.resolve("downloads");
  }

  // --- jobs

  public static JobSpec spec(String json) {
    Parsed<JobSpec> read = new JobReader(1_000_000).read(json);
    if (read instanceof Parsed.Bad<JobSpec> bad) {
      throw new AssertionError("not a job: " + bad.violations());
    }
    return ((Parsed.Ok<JobSpec>) read).value();
  }

  public static JobDocument document(String json) {
    return JobWriter.document(spec(json));
  }

  public Job submit(String json) {
    return ask(new Command.Submit(document(json), null, null), Answer.Submitted.class).job();
  }

  /** What sets all limits of a stored job. */
  public Command.ChangeJob changeLimits(String id, Limits limits) {
    return new Command.ChangeJob(id, JobPatch.of(limits));
  }

  /** Submits, waits for the end, and gives the job as it ended. */
  public Job run(String json) {
    return awaitEnd(submit(json).id());
  }

  public Job awaitEnd(String id) {
    return await(id, job -> !job.state().open());
  }

  /** Asks for the job every 10 ms until it is as wanted. */
  public Job await(String id, Predicate<Job> wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (System.nanoTime() < end) {
      Job job = show(id);
      check(job.progress());
      if (wanted.test(job)) {
        return job;
      }
      await(vertx.timer(10));
    }
    throw new AssertionError("still " + show(id));
  }

  public Job show(String id) {
    return ask(new Command.Show(id), Answer.JobView.class).job();
  }

  public <T extends Answer> T ask(Command command, Class<T> answer) {
    Answer reply = await(send(command));
    if (!answer.isInstance(reply)) {
      throw new AssertionError(command + " was answered " + reply);
    }
    return answer.cast(reply);
  }

  /** Sends a command, and waits for nothing. */
  public Future<Answer> send(Command command) {
    return vertx.eventBus().<Answer>request(Addresses.COMMANDS, command).map(Message::body);
  }

  /** Every item, in order. */
  public List<Item> items(String job) {
    List<Item> all = new ArrayList<>();
    while (true) {
      long after = all.isEmpty() ? -1 : all.get(all.size() - 1).seq();
      List<Item> page = await(store.items(job, null, after, JobReads.PAGE));
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
    }
  }

  public List<Item> items(String job, ItemState state) {
    return items(job).stream().filter(i -> i.state() == state).toList();
  }

  /** The announced completions of a job, in order. */
  public List<Completion> announced(String job) {
    return completions.getOrDefault(job, List.of());
  }

  public List<JobState> statesAnnounced(String job) {
    return changes.stream().filter(j -> j.id().equals(job)).map(Job::state).toList();
  }

  /** Every file under the downloads directory, relative, sorted. */
  public List<String> files() {
    return files(downloads());
  }

  /** The files without parts, which are removed only after their outcome is stored. */
  public List<String> saved() {
    return files().stream().filter(file -> !file.startsWith(".fetchery/")).toList();
  }

  public static List<String> files(Path root) {
    while (Files.isDirectory(root)) {
      try (Stream<Path> walk = Files.walk(root)) {
        return walk.filter(Files::isRegularFile)
            .map(p -> root.relativize(p).toString())
            .sorted()
            .toList();
      } catch (NoSuchFileException e) {
        // The directory was removed meanwhile: try again.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
        // A file was removed meanwhile: try again.
      }
    }
    return List.of();
  }

  public void assertNothingLeaked() {
    List<String> parts = files().stream().filter(f -> f.contains(".fetchery-")).toList();
    if (!parts.isEmpty()) {
      throw new AssertionError("part files are left: " + parts);
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(wrong.toString());
    }
    if (!uncaught.isEmpty()) {
      throw new AssertionError("uncaught: " + uncaught, uncaught.get(0));
    }
  }

  public static <T> T await(Future<T> future) {
    return await(future.toCompletionStage());
  }

  public static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Stops like a killed process: nothing more is stored. */
  public void kill() {
    store.close();
    await(vertx.close());
  }

  /** Stops as the service does: drains, closes the store, then Vert.x. */
  @Override
  public void close() {
    ask(new Command.Drain(1_000), Answer.Done.class);
    store.close();
    await(vertx.close());
  }
}
