package dev.fetchery.http;

import dev.fetchery.bus.Addresses;
import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorEvent;
import dev.fetchery.bus.FetcheryCodec;
import dev.fetchery.config.Settings;
import dev.fetchery.context.Clock;
import dev.fetchery.files.DirectoryFiles;
import dev.fetchery.job.Completion;
import dev.fetchery.job.Draft;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.ItemResult;
import dev.fetchery.job.ItemState;
import dev.fetchery.job.Job;
import dev.fetchery.job.JobSpec;
import dev.fetchery.job.JobState;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import dev.fetchery.job.Terms;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.JobWriter;
import dev.fetchery.spec.Parsed;
import dev.fetchery.store.JobChange;
import dev.fetchery.store.JobRow;
import dev.fetchery.store.JobStore;
import dev.fetchery.store.NewItem;
import dev.fetchery.store.SqliteJobStore;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The interface on a free port, with a real store behind it and a coordinator that plays by a
 * script: commands it has no answer for are answered from the store.
 */
public final class Service implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  public static final String SHA256 = "00ff".repeat(16);

  public final Vertx vertx = Vertx.vertx();
  public final Path dataDir;
  public final Path downloads;
  public final SqliteJobStore store;
  public final HttpVerticle verticle;
  public final Http http;
  public final List<Command> commands = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, Function<Command, Future<Answer>>> script = new ConcurrentHashMap<>();
  private int jobs;

  public static Service start(Path directory) {
    return in(directory).start();
  }

  public static Service start(Path directory, String token, Settings.Caps caps) {
    return in(directory).token(token).caps(caps).start();
  }

  /** One that is set up otherwise. */
  public static ServiceSetup in(Path directory) {
    return new ServiceSetup(directory);
  }

  Service(ServiceSetup setup) {
    dataDir = setup.directory.resolve("data");
    downloads = setup.directory.resolve("downloads");
    try {
      Files.createDirectories(downloads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store = SqliteJobStore.open(dataDir, false, Clock.system());
    FetcheryCodec.register(vertx.eventBus());
    vertx
        .eventBus()
        .<Command>consumer(
            Addresses.COMMANDS,
            message -> answer(message.body()).onSuccess(message::reply).onFailure(this::report));
    verticle =
        new HttpVerticle(
            setup.settings(dataDir, downloads),
            store,
            setup.clock,
            List.of(),
            new DirectoryFiles(downloads),
            setup.timing,
            setup.bounds);
    verticle.leadBy(setup.leadership);
    get(vertx.deployVerticle(verticle));
    http = new Http(verticle.port(), setup.token);
  }

  private void report(Throwable failure) {
    throw new IllegalStateException(failure);
  }

  @Override
  public void close() {
    get(vertx.close());
    store.close();
  }

  /** From now on commands of that type are answered so. */
  public <C extends Command> void on(Class<C> type, Function<C, Answer> answer) {
    script.put(type, command -> Future.succeededFuture(answer.apply(type.cast(command))));
  }

  /** From now on commands of that type get no answer. */
  public void onNever(Class<? extends Command> type) {
    script.put(type, command -> Promise.<Answer>promise().future());
  }

  private Future<Answer> answer(Command command) {
    commands.add(command);
    Function<Command, Future<Answer>> scripted = script.get(command.getClass());
    if (scripted != null) {
      return scripted.apply(command);
    }
    if (command instanceof Command.Show show) {
      return view(show.job());
    }
    if (command instanceof Command.ShowActive) {
      return Future.succeededFuture(new Answer.ActiveItems(List.of()));
    }
    if (command instanceof Command.ShowHosts) {
      return Future.succeededFuture(new Answer.Hosts(List.of()));
    }
    if (command instanceof Command.ShowOpen) {
      return on(store.openJobs())
          .map(rows -> new Answer.JobViews(rows.stream().map(Service::view).toList()));
    }
    if (command instanceof Command.Submit submit) {
      return submit(submit);
    }
    return Future.succeededFuture(new Answer.Refused(409, "not in the script"));
  }

  private Future<Answer> view(String job) {
    return on(store.job(job))
        .map(
            row ->
                row == null
                    ? new Answer.Refused(404, "there is no such job")
                    : new Answer.JobView(view(row)));
  }

  private Future<Answer> submit(Command.Submit submit) {
    JobStore.NewJob made =
        new JobStore.NewJob(
            nextId(),
            submit.document().spec().name(),
            "",
            submit.document().json(),
            submit.document().shownJson(),
            NOW,
            submit.idempotencyKey(),
            submit.fingerprint(),
            false);
    return on(store.create(made, 100))
        .<Answer>map(created -> new Answer.Submitted(view(created.row()), created.existed()))
        .recover(
            failure ->
                failure instanceof StoreException.KeyReused
                    ? Future.succeededFuture(new Answer.Refused(422, failure.getMessage()))
                    : Future.failedFuture(failure));
  }

  private <T> Future<T> on(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  public static Job view(JobRow row) {
    return row.view("/downloads");
  }

  // --- what is in the store

  public synchronized String nextId() {
    return "01JD2Y" + String.format("%020d", ++jobs);
  }

  /** A running job without items. */
  public String job() {
    return job("{\"source\":{\"type\":\"urls\",\"urls\":[\"http://user:geheim@a.test/x\"]}}");
  }

  public String job(String json) {
    Parsed<JobSpec> read = new JobReader(1000).read(json.getBytes(StandardCharsets.UTF_8));
    JobSpec spec = ((Parsed.Ok<JobSpec>) read).value();
    String id = nextId();
    JobStore.NewJob job =
        new JobStore.NewJob(
            id,
            "job",
            "job",
            JobWriter.toJson(spec),
            JobWriter.toShownJson(spec),
            NOW,
            null,
            null,
            false);
    get(store.create(job, 1000));
    get(store.change(JobChange.of(id).state(JobState.RUNNING).build()));
    return id;
  }

  /** Adds waiting items {@code name-0.png}… */
  public void items(String job, int count) {
    List<NewItem> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String url = "http://user:geheim@a.test/" + i + ".png";
      items.add(item("key " + i, url, job + "/" + i + ".png"));
    }
    get(store.append(job, items, null, false));
  }

  public static NewItem item(String key, String url, String file) {
    Draft draft = new Draft(key, url, Map.of(), Map.of(), Terms.NONE, null);
    return new NewItem(draft, "a.test:80", file, NewItem.Numbering.NO, null);
  }

  /** Ends items in order, done, and stores it. */
  public List<Completion> store(String job, long fromSeq, long toSeq) {
    List<ItemResult> endings = new ArrayList<>();
    for (long seq = fromSeq; seq < toSeq; seq++) {
      endings.add(done(seq, null, "image/png", 5));
    }
    return get(store.complete(job, endings));
  }

  public static ItemResult done(long seq, String file, String contentType, long size) {
    return done(seq, contentType, new SavedFile(file, size, SHA256, Integrity.LENGTH));
  }

  public static ItemResult done(long seq, String contentType, SavedFile file) {
    Response response = new Response(200, contentType, null, null, null);
    return new ItemResult(
        seq, ItemState.DONE, 1, file.size(), 12L, NOW, response, file, null, null);
  }

  public static ItemResult failed(long seq, ErrorCode code) {
    Fault fault = new Fault(code, "it failed");
    return ItemResult.without(seq, ItemState.FAILED, 1, NOW, fault);
  }

  /** Ends items in order, stores it and says so. */
  public void finish(String job, long fromSeq, long toSeq) {
    announce(new CoordinatorEvent.Completed(job, store(job, fromSeq, toSeq)));
  }

  /** Ends the job, and says so. */
  public void end(String job) {
    get(store.append(job, List.of(), null, true));
    JobChange change =
        JobChange.of(job)
            .state(JobState.SUCCEEDED)
            .startedAt(NOW)
            .finishedAt(NOW)
            .elapsedMs(2000)
            .build();
    announce(new CoordinatorEvent.Changed(view(get(store.change(change)))));
  }

  public void announce(CoordinatorEvent news) {
    vertx.eventBus().publish(Addresses.NEWS, news);
  }

  public void state(String job, JobState state, Fault error) {
    JobRow row = get(store.change(JobChange.of(job).state(state).build()));
    Job view = view(row);
    announce(
        new CoordinatorEvent.Changed(
            new Job(
                job,
                view.name(),
                state,
                NOW,
                NOW,
                null,
                error,
                view.progress(),
                view.specJson(),
                "/downloads/x",
                row.lastN())));
  }

  public FeedClient feed(String path, String... headers) {
    return new FeedClient(verticle.port(), path, headers);
  }

  public static <T> T get(Future<T> future) {
    return get(future.toCompletionStage());
  }

  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
