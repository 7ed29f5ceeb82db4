package dev.fetchery.http.jobs;

import dev.fetchery.bus.Answer;
import dev.fetchery.http.route.BodyReader;
import dev.fetchery.http.route.MediaType;
import dev.fetchery.http.route.PackedBody;
import dev.fetchery.http.route.Problem;
import dev.fetchery.job.JobDocument;
import dev.fetchery.job.Source.Manifest;
import dev.fetchery.store.JobReads;
import dev.fetchery.store.JobRow;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a job from an earlier one, with what the body of the request changes of it. */
final class JobCopies {
  private final Vertx vertx;
  private final JobReads store;
  private final BodyReader bodies;
  private final ManifestSpool spool;
  private final JobDocuments documents;
  private final Submitter submitter;
  private final long maxBodyBytes;

  JobCopies(
      Vertx vertx,
      JobReads store,
      BodyReader bodies,
      ManifestSpool spool,
      JobDocuments documents,
      Submitter submitter,
      long maxBodyBytes) {
    this.vertx = vertx;
    this.store = store;
    this.bodies = bodies;
    this.spool = spool;
    this.documents = documents;
    this.submitter = submitter;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * Makes or plans the job.
   *
   * @param from the id of the earlier one
   * @param key under which a repeated post gets this job, or null
   */
  Future<Void> copy(RoutingContext context, String from, @Nullable String key, boolean dryRun) {
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
        .compose(answer -> Submitter.reply(context, answer));
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
                        return new Made(made, fingerprint.finish(SubmitHeaders.query(context)));
                      },
                      false)
                  .compose(
                      made ->
                          submitter
                              .submit(context, made.document(), key, made.fingerprint(), dryRun)
                              .map(answered -> new Copied(made.document(), answered)))
                  .compose(copied -> discardUnused(list, copied))
                  .recover(failure -> discardAfter(list, failure));
            });
  }

  private record Made(JobDocument document, String fingerprint) {}

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
}
