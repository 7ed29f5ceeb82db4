package dev.fetchery.fetcher.s3;

import dev.fetchery.bus.Blocking;
import dev.fetchery.fetcher.file.DiskFault;
import dev.fetchery.fetcher.file.LocalFiles;
import dev.fetchery.fetcher.file.Publication;
import dev.fetchery.fetcher.file.Publication.Result;
import dev.fetchery.fetcher.file.SequentialFile;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives bodies their keys: the one place where this happens.
 *
 * <p>Every request that puts an object is conditional: at a free key, or in place of the very
 * object that was there a moment before. So a fetcher that is late replaces nothing of others. An
 * object is known again by its metadata where an answer was lost. Confined to the fetcher's event
 * loop.
 */
final class Uploads {
  private static final long FIRST_WAIT_MS = 200;
  private static final long LONGEST_WAIT_MS = 5_000;

  /** What is at a key changes so often only where others fight for it. */
  private static final int MOST_LOOKS = 16;

  private final S3Calls calls;
  private final LocalFiles parts;
  private final S3Files.Setup setup;
  private final MultipartUpload multipart;
  private final Context context;

  Uploads(S3Calls calls, LocalFiles parts, S3Files.Setup setup) {
    this.calls = calls;
    this.parts = parts;
    this.setup = setup;
    this.context = setup.context();
    this.multipart = new MultipartUpload(calls, setup);
  }

  /** Does not fail. */
  Future<Result> publish(Publication what) {
    return prepared(what)
        .compose(body -> attempt(new Try(body, 0, 0, 0)))
        .otherwise(e -> DiskFault.result(e, what.target()))
        .compose(result -> tidied(what, result));
  }

  /** Nothing is left of what cannot be saved. */
  private Future<Result> tidied(Publication what, Result result) {
    boolean over = result instanceof Result.Failed || result instanceof Result.Full;
    return over && what.body() == null
        ? parts.discard(what.part()).map(result)
        : Future.succeededFuture(result);
  }

  private Future<UploadBody> prepared(Publication what) {
    long nowMs = setup.clock().now().toEpochMilli();
    List<Buffer> body = what.body();
    if (body != null) {
      return Blocking.run(context, () -> UploadBody.of(what, body, nowMs));
    }
    return parts
        .written(what.part())
        .compose(path -> Blocking.run(context, () -> UploadBody.of(what, path, nowMs)));
  }

  /**
   * A body that is tried.
   *
   * @param looks how often it was looked what is at its key, since a condition did not hold
   * @param failures tries in a row that the store took for no fault of the key
   * @param sinceMs when the first of those failed, by the clock that is never set
   */
  private record Try(UploadBody body, int looks, int failures, long sinceMs) {
    Try looked() {
      return new Try(body, looks + 1, 0, 0);
    }

    Try failed(long nowMs) {
      return new Try(body, looks, failures + 1, failures == 0 ? nowMs : sinceMs);
    }

    long waitMs() {
      return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(failures, 10));
    }
  }

  private Future<Result> attempt(Try one) {
    UploadBody body = one.body();
    if (!setup.lease().mayPublish()) {
      return late(body);
    }
    // Of a large body nothing is sent in vain; what is to be replaced must be known.
    boolean looks = body.what().replace() || multipart.takes(body);
    Future<Result> tried =
        looks
            ? calls.head(body.target()).compose(there -> over(one, there))
            : put(body, Condition.ABSENT);
    return tried.recover(e -> failed(one, e));
  }

  /**
   * @param there what has the key now, or null
   */
  private Future<Result> over(Try one, @Nullable StoredObject there) {
    UploadBody body = one.body();
    if (there == null) {
      return put(body, Condition.ABSENT);
    } else if (body.tags().areOf(there)) {
      return done(body);
    }
    // What an earlier attempt for the same item saved, and could not tell of, belongs to no item.
    boolean mayReplace = body.what().replace() || ObjectTags.isAnewOf(body.tags().item(), there);
    return mayReplace ? put(body, new Condition.Same(there.etag())) : taken(body);
  }

  /** The lease is asked for once more: looking may have taken long. */
  private Future<Result> put(UploadBody body, Condition when) {
    if (!setup.lease().mayPublish()) {
      return late(body);
    }
    Future<Boolean> sent =
        multipart.takes(body)
            ? multipart.put(body, when)
            : calls
                .put(body.target(), body.whole(), body.size(), body.tags(), body.base64(), when)
                .map(true);
    return sent.compose(inTime -> inTime ? done(body) : late(body));
  }

  private Future<Result> done(UploadBody body) {
    String sha256 = body.memory() == null ? null : body.tags().sha256();
    return Future.succeededFuture(new Result.Done(sha256, body.toldMs()));
  }

  private static Future<Result> late(UploadBody body) {
    return Future.succeededFuture(new Result.Late(body.memory() == null, null));
  }

  private Future<Result> failed(Try one, Throwable e) {
    S3Fault fault = S3Fault.of(e);
    String target = one.body().target();
    return switch (fault.kind()) {
      case TAKEN, MISSING -> look(one, fault);
      case AWAY, CONFLICT, UNKNOWN -> later(one.failed(setup.clock().monotonicMs()), fault);
      case TOO_LONG -> ended(ErrorCode.BAD_NAME, "the name is too long for the store: " + target);
      case REFUSED -> ended(ErrorCode.DISK, fault.text() + ": " + target);
    };
  }

  private static Future<Result> ended(ErrorCode code, String detail) {
    return Future.succeededFuture(new Result.Failed(new Fault(code, detail)));
  }

  /** The condition did not hold. */
  private Future<Result> look(Try one, S3Fault fault) {
    return one.looks() == MOST_LOOKS
        ? givenUp(one.body(), fault)
        : calls
            .head(one.body().target())
            .compose(there -> there == null ? attempt(one.looked()) : over(one, there))
            .recover(e -> failed(one.looked(), e));
  }

  private Future<Result> later(Try one, S3Fault fault) {
    return setup.clock().monotonicMs() - one.sinceMs() > setup.patienceMs()
        ? givenUp(one.body(), fault)
        : context.owner().timer(one.waitMs()).compose(waited -> attempt(one));
  }

  /** Of the last try the answer alone may have been lost. */
  private Future<Result> givenUp(UploadBody body, S3Fault fault) {
    Result full = new Result.Full("the store of files does not take it: " + fault.text());
    return calls
        .head(body.target())
        .compose(
            there ->
                there != null && body.tags().areOf(there)
                    ? done(body)
                    : Future.succeededFuture(full))
        .otherwise(full);
  }

  /** It waits for another name on disk, as every body does that has been published in vain. */
  private Future<Result> taken(UploadBody body) {
    if (body.memory() == null) {
      return Future.succeededFuture(new Result.Taken(null));
    }
    Publication what = body.what();
    SequentialFile file = new SequentialFile(parts.part(what.part()), e -> {}, () -> {});
    file.create(null, what.digests());
    Objects.requireNonNull(what.body()).forEach(file::write);
    return file.finish().map(v -> new Result.Taken(body.tags().sha256()));
  }
}
