package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.Command;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.PackedBody;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.Responses;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Posts a job, as JSON or as a manifest, or shows by a dry run what it would do. */
public final class SubmitRoutes implements RouteTable.Routes {
  private static final int MAX_KEY_CHARS = 255;
  private static final Pattern RUN = Pattern.compile("(run|list):[0-9a-f]{64}");

  /** What may be said of a list beside it. */
  private static final Set<String> LIST_PARAMETERS =
      Set.of("dryRun", "options", "name", "dir", "as", "ifExists", "urlColumn", "onBadLine");

  private final Vertx vertx;
  private final JobReads store;
  private final CoordinatorClient coordinator;
  private final BodyReader bodies;
  private final ManifestSpool spool;
  private final JobDocuments documents;
  private final long maxBodyBytes;
  private final KeyedQueue sameKey = new KeyedQueue();
  private final KeyedQueue sameRun = new KeyedQueue();

  public SubmitRoutes(
      Vertx vertx,
      JobReads store,
      BodyReader bodies,
      ManifestSpool spool,
      JobDocuments documents,
      long maxBodyBytes) {
    this.vertx = vertx;
    this.store = store;
    this.coordinator = new CoordinatorClient(vertx);
    this.bodies = bodies;
    this.spool = spool;
    this.documents = documents;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void addTo(RouteTable table) {
    table.on(HttpMethod.POST, "/api/v1/jobs", this::post);
  }

  private Future<Void> post(RoutingContext context) {
    boolean dryRun = Params.flag(context, "dryRun", false);
    String run = dryRun ? null : run(context);
    if (run == null) {
      return make(context, dryRun);
    }
    context.request().pause();
    return sameRun.run(
        run,
        () ->
            Future.fromCompletionStage(store.openJob(run), vertx.getOrCreateContext())
                .compose(open -> open == null ? make(context, false) : show(context, open)));
  }

  /** The unfinished job of a run, and which of its items ended before. */
  private Future<Void> show(RoutingContext context, JobRow open) {
    context.request().resume();
    context.response().putHeader("Last-Event-ID", Long.toString(open.lastN()));
    return coordinator
        .ask(new Command.Show(open.id()), Answer.JobView.class)
        .compose(view -> reply(context, new Answer.Submitted(view.job(), true)));
  }

  private Future<Void> make(RoutingContext context, boolean dryRun) {
    String key = dryRun ? null : key(context);
    String from = Params.one(context, "from");
    if (from != null) {
      Params.only(context, Set.of("dryRun", "from"));
      return inTurn(context, key, () -> copy(context, from, key, dryRun));
    }
    PackedBody.Coding coding = PackedBody.coding(context.request());
    String type = MediaType.of(context.request().getHeader("Content-Type"));
    return switch (type) {
      case "application/json" -> {
        Params.only(context, Set.of("dryRun"));
        yield inTurn(context, key, () -> json(context, key, dryRun, coding));
      }
      case "text/plain" -> manifest(context, key, dryRun, Manifest.Format.TEXT);
      case "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonl",
          "application/jsonlines",
          "application/x-jsonlines",
          "application/json-lines",
          "application/x-json-lines",
          "text/x-ndjson",
          "text/jsonl" ->
          manifest(context, key, dryRun, Manifest.Format.NDJSON);
      case "text/csv" -> manifest(context, key, dryRun, Manifest.Format.CSV);
      case "text/tab-separated-values" -> manifest(context, key, dryRun, Manifest.Format.TSV);
      default ->
          throw Problem.of(
              415,
              "a job is application/json; a manifest text/plain, application/x-ndjson, text/csv or"
                  + " text/tab-separated-values");
    };
  }

  /** One post after the other under one key: the second gets the job of the first. */
  private Future<Void> inTurn(
      RoutingContext context, @Nullable String key, Supplier<Future<Void>> work) {
    context.request().pause();
    return sameKey.run(key, work);
  }

  private Future<Void> json(
      RoutingContext context, @Nullable String key, boolean dryRun, PackedBody.Coding coding) {
    return bodies
        .whole(
            context.request(),
            maxBodyBytes,
            body ->
                vertx
                    .executeBlocking(() -> read(body, coding, query(context), dryRun), false)
                    .compose(
                        read -> ask(context, read.document(), key, read.fingerprint(), dryRun)))
        .compose(answer -> reply(context, answer));
  }

  /** A job from an earlier one, with what the body changes of it. */
  private Future<Void> copy(
      RoutingContext context, String from, @Nullable String key, boolean dryRun) {
    PackedBody.Coding coding = PackedBody.coding(context.request());
    return bodies
        .whole(
            context.request(),
            maxBodyBytes,
            body -> {
              if (body.length() > 0 && !isJson(context)) {
                throw Problem.of(415, "what changes of the job is application/json");
              }
              return Future.fromCompletionStage(store.job(from), vertx.getOrCreateContext())
                  .compose(row -> copy(context, row, body, coding, key, dryRun));
            })
        .compose(answer -> reply(context, answer));
  }

  private static boolean isJson(RoutingContext context) {
    return MediaType.of(context.request().getHeader("Content-Type")).equals("application/json");
  }

  private Future<Answer> copy(
      RoutingContext context,
      @Nullable JobRow row,
      Buffer changes,
      PackedBody.Coding coding,
      @Nullable String key,
      boolean dryRun) {
    if (row == null) {
      throw Problem.of(404, "there is no such job to begin from");
    }
    String spec = row.specJson();
    return vertx
        .executeBlocking(() -> Optional.ofNullable(JobDocuments.listOf(spec)), false)
        .compose(list -> spool.copy(list.orElse(null)))
        .compose(
            list -> {
              return vertx
                  .executeBlocking(
                      () -> {
                        byte[] body = PackedBody.unpacked(changes.getBytes(), coding, maxBodyBytes);
                        Fingerprint fingerprint = new Fingerprint();
                        fingerprint.update(body);
                        JobDocument made =
                            documents.copy(spec, row.name(), body, list.orElse(null), dryRun);
                        return new ReadJob(made, fingerprint.finish(query(context)));
                      },
                      false)
                  .compose(
                      made ->
                          ask(context, made.document(), key, made.fingerprint(), dryRun)
                              .map(answered -> new Copied(made.document(), answered)))
                  .compose(copied -> discardUnused(list, copied))
                  .recover(failure -> discardAfter(list, failure));
            });
  }

  private record Copied(JobDocument document, Answer answer) {}

  /** The copy of a list goes unless the new job reads it. */
  private Future<Answer> discardUnused(Optional<Manifest> list, Copied copied) {
    boolean made = copied.answer() instanceof Answer.Submitted submitted && !submitted.existed();
    boolean used = made && list.isPresent() && copied.document().spec().source().equals(list.get());
    return used || list.isEmpty()
        ? Future.succeededFuture(copied.answer())
        : spool.discard(list.get()).otherwiseEmpty().map(copied.answer());
  }

  private Future<Answer> discardAfter(Optional<Manifest> list, Throwable failure) {
    return list.isEmpty()
        ? Future.failedFuture(failure)
        : spool.discard(list.get()).otherwiseEmpty().compose(gone -> Future.failedFuture(failure));
  }

  private record ReadJob(JobDocument document, String fingerprint) {}

  private ReadJob read(Buffer body, PackedBody.Coding coding, String query, boolean dryRun)
      throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    byte[] bytes = PackedBody.unpacked(body.getBytes(), coding, maxBodyBytes);
    fingerprint.update(bytes);
    return new ReadJob(documents.job(bytes, dryRun), fingerprint.finish(query));
  }

  private Future<Void> manifest(
      RoutingContext context, @Nullable String key, boolean dryRun, Manifest.Format format) {
    Params.only(context, LIST_PARAMETERS);
    Manifest.Reading reading = reading(context, format);
    Options options =
        new Options(
            Params.one(context, "options"),
            new JobReader.Parameters(
                Params.one(context, "name"),
                Params.one(context, "dir"),
                Params.one(context, "as"),
                Params.one(context, "ifExists")));
    // Checked before the body is read, which may take long.
    documents.manifestJob(options.json(), options.parameters(), new Manifest(format, "", 0), null);
    return inTurn(context, key, () -> spooled(context, key, dryRun, options, format, reading));
  }

  private static Manifest.Reading reading(RoutingContext context, Manifest.Format format) {
    String urlColumn = Params.one(context, "urlColumn");
    if (urlColumn != null && (urlColumn.isBlank() || format == Manifest.Format.TEXT)) {
      throw Problem.badRequest("urlColumn is the name of a column, or of a field of NDJSON");
    }
    String onBadLine = Params.one(context, "onBadLine");
    if (onBadLine != null && !onBadLine.equals("fail") && !onBadLine.equals("reject")) {
      throw Problem.badRequest("onBadLine must be fail or reject");
    }
    return new Manifest.Reading(urlColumn, "fail".equals(onBadLine));
  }

  private record Options(@Nullable String json, JobReader.Parameters parameters) {}

  private Future<Void> spooled(
      RoutingContext context,
      @Nullable String key,
      boolean dryRun,
      Options options,
      Manifest.Format format,
      Manifest.Reading reading) {
    return spool
        .take(context.request(), format, reading, query(context))
        .compose(
            written -> {
              Manifest manifest = written.source();
              Future<Answer> answer =
                  vertx
                      .executeBlocking(
                          () ->
                              documents.manifestJob(
                                  options.json(), options.parameters(), manifest, written.fields()),
                          false)
                      .compose(
                          document -> ask(context, document, key, written.fingerprint(), dryRun));
              return keptIfNeeded(manifest, answer);
            })
        .compose(answer -> reply(context, answer));
  }

  /** Removes the file of a manifest unless a job was made from it. */
  private Future<Answer> keptIfNeeded(Manifest manifest, Future<Answer> answer) {
    return answer.eventually(
        () -> {
          boolean made =
              answer.succeeded()
                  && answer.result() instanceof Answer.Submitted submitted
                  && !submitted.existed();
          return made ? Future.succeededFuture() : spool.discard(manifest).otherwiseEmpty();
        });
  }

  private Future<Answer> ask(
      RoutingContext context,
      JobDocument document,
      @Nullable String key,
      String fingerprint,
      boolean dryRun) {
    return dryRun
        ? dryRun(context, document)
        : coordinator.ask(
            new Command.Submit(
                document, key, Objects.requireNonNullElse(run(context), fingerprint)),
            Answer.class);
  }

  /** A plan that its caller does not wait for any more is given up. */
  private Future<Answer> dryRun(RoutingContext context, JobDocument document) {
    String call = UUID.randomUUID().toString();
    Future<Answer> answer = coordinator.ask(new Command.DryRun(document, call), Answer.class);
    context.addEndHandler(
        ended -> {
          if (!answer.isComplete() || answer.failed()) {
            coordinator.ask(new Command.EndDryRun(call), Answer.Done.class);
          }
        });
    return answer;
  }

  private static Future<Void> reply(RoutingContext context, Answer answer) {
    if (answer instanceof Answer.Planned plan) {
      return Responses.largeJson(context, 200, plan);
    }
    Answer.Submitted submitted = (Answer.Submitted) answer;
    String address = "/api/v1/jobs/" + submitted.job().id();
    context.response().putHeader("Location", address);
    return Responses.json(context, submitted.existed() ? 200 : 201, submitted.job());
  }

  private static @Nullable String key(RoutingContext context) {
    String key = context.request().getHeader("Idempotency-Key");
    if (key != null && (key.isBlank() || key.length() > MAX_KEY_CHARS)) {
      throw Problem.badRequest("an Idempotency-Key has 1 to " + MAX_KEY_CHARS + " characters");
    }
    return key;
  }

  /** What identifies the content of a run, or null. */
  private static @Nullable String run(RoutingContext context) {
    String run = context.request().getHeader("Fetchery-Run");
    if (run != null && !RUN.matcher(run).matches()) {
      throw Problem.badRequest("Fetchery-Run is run: or list: and a SHA-256 in hex digits");
    }
    return run;
  }

  private static String query(RoutingContext context) {
    String query = context.request().query();
    return query == null ? "" : query;
  }
}
