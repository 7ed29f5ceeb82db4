package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.bus.CoordinatorClient;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.PackedBody;
import dev.fetchery.http.route.Params;
import dev.fetchery.http.route.Problem;
import dev.fetchery.http.route.RouteTable;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.spec.JobReader;
import dev.fetchery.spec.ManifestCheck;
import dev.fetchery.spec.Violation;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Posts a job, as JSON or as a manifest, or shows by a dry run what it would do. */
public final class SubmitRoutes implements RouteTable.Routes {
  /** What may be said of a list beside it. */
  private static final Set<String> LIST_PARAMETERS =
      Set.of("dryRun", "options", "name", "dir", "as", "ifExists", "urlColumn", "onBadLine");

  private final Vertx vertx;
  private final JobReads store;
  private final Submitter submitter;
  private final OpenRuns openRuns;
  private final JobCopies copies;
  private final BodyReader bodies;
  private final ManifestSpool spool;
  private final JobDocuments documents;
  private final long maxBodyBytes;
  private final KeyedQueue sameKey = new KeyedQueue();

  public SubmitRoutes(
      Vertx vertx,
      JobReads store,
      BodyReader bodies,
      ManifestSpool spool,
      JobDocuments documents,
      long maxBodyBytes) {
    this.vertx = vertx;
    this.store = store;
    CoordinatorClient coordinator = new CoordinatorClient(vertx);
    this.submitter = new Submitter(coordinator);
    this.openRuns = new OpenRuns(vertx, store, coordinator);
    this.copies = new JobCopies(vertx, store, bodies, spool, documents, submitter, maxBodyBytes);
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
    String run = dryRun ? null : SubmitHeaders.run(context);
    return run == null
        ? make(context, dryRun)
        : openRuns.goOn(context, run, () -> make(context, false));
  }

  private Future<Void> make(RoutingContext context, boolean dryRun) {
    String key = dryRun ? null : SubmitHeaders.key(context);
    String from = Params.one(context, "from");
    if (from != null) {
      Params.only(context, Set.of("dryRun", "from"));
      return inTurn(context, key, () -> copies.copy(context, from, key, dryRun));
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
    return sameKey.run(key, key == null ? work : () -> judged(key, work));
  }

  /**
   * The body of a key's job was good: under a key that is used, a bad one is another. It may have
   * become bad by a setting since then, which no job can be made of either.
   */
  private Future<Void> judged(String key, Supplier<Future<Void>> work) {
    return Future.succeededFuture()
        .compose(v -> work.get())
        .recover(
            failure ->
                failure instanceof Problem problem && problem.status() == 400
                    ? Future.fromCompletionStage(store.isKeyUsed(key), vertx.getOrCreateContext())
                        .compose(
                            used ->
                                Future.failedFuture(
                                    used ? new StoreException.KeyReused() : failure))
                    : Future.failedFuture(failure));
  }

  private Future<Void> json(
      RoutingContext context, @Nullable String key, boolean dryRun, PackedBody.Coding coding) {
    return bodies
        .whole(
            context.request(),
            maxBodyBytes,
            body ->
                vertx
                    .executeBlocking(
                        () -> read(body, coding, SubmitHeaders.query(context), dryRun), false)
                    .compose(
                        read ->
                            submitter.submit(
                                context, read.document(), key, read.fingerprint(), dryRun)))
        .compose(answer -> Submitter.reply(context, answer));
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
    ManifestSink.Beside beside =
        possible ->
            documents.manifestFaults(options.json(), options.parameters(), format, possible);
    // Checked before the body is read, which may take long.
    List<Violation> known = beside.faults(new ManifestCheck(format, 0).possibleFields());
    boolean refused = !known.isEmpty() && !isReadSoon(context.request());
    return inTurn(
        context,
        key,
        () -> {
          if (refused) {
            context.request().resume();
            throw Problem.rejected(known);
          }
          return spooled(context, key, dryRun, options, format, reading, beside);
        });
  }

  /** Whether the body is no larger than one that is read before anything is known of it. */
  private boolean isReadSoon(HttpServerRequest request) {
    long announced = Params.number(String.valueOf(request.getHeader("Content-Length")));
    return announced >= 0 && announced <= maxBodyBytes && request.getHeader("Expect") == null;
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
      Manifest.Reading reading,
      ManifestSink.Beside beside) {
    return spool
        .take(context.request(), format, reading, SubmitHeaders.query(context), beside)
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
                          document ->
                              submitter.submit(
                                  context, document, key, written.fingerprint(), dryRun));
              return keptIfNeeded(manifest, answer);
            })
        .compose(answer -> Submitter.reply(context, answer));
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
}
