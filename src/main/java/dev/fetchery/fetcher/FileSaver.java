package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.fetcher.file.Digests;
import dev.fetchery.fetcher.file.FileStore;
import dev.fetchery.fetcher.file.Publication;
import dev.fetchery.fetcher.file.SavedTime;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Response;
import dev.fetchery.job.SavedFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Saves a whole body: asks for its name where none is known, waits for the lease, publishes it and
 * ends the task. Confined to the fetcher's event loop.
 */
final class FileSaver {
  private final BodySink.Owner owner;
  private final FileStore files;
  private final CoordinatorLink link;
  private final Runnable freed;

  private @Nullable String target;
  private boolean replace;
  private State state = State.IDLE;
  private boolean asked;
  private @Nullable Whole whole;

  private enum State {
    IDLE,
    /** For the lease to be renewed. */
    WAITING,
    PUBLISHING
  }

  /**
   * A body that is as it should be, as far as it has been looked at.
   *
   * @param part where it is on disk, or comes to be
   * @param body held in memory, or null where it is on disk
   * @param digests what it must come to; already compared where it is on disk
   * @param sha256 null where it is held in memory
   */
  record Whole(
      ResponseHead head,
      String part,
      @Nullable List<Buffer> body,
      Digests digests,
      @Nullable String sha256,
      long size,
      long durationMs) {

    Whole onDisk(@Nullable String digest) {
      String known = digest == null ? sha256 : digest;
      return new Whole(head, part, null, digests, known, size, durationMs);
    }

    Integrity integrity() {
      if (digests.any()) {
        return Integrity.DIGEST;
      } else if (head.contentLength() >= 0) {
        return Integrity.LENGTH;
      }
      return head.delimited() ? Integrity.CHUNKED : Integrity.UNVERIFIED;
    }
  }

  /**
   * Saves one task's body.
   *
   * @param freed called when the body is in memory no more
   */
  FileSaver(BodySink.Owner owner, Sink.ToFile to, Runnable freed) {
    this.owner = owner;
    this.files = owner.context().files();
    this.link = owner.context().link();
    this.freed = freed;
    this.target = to.target();
    this.replace = to.replace();
  }

  /** The granted path, or null while it is not known. */
  @Nullable String target() {
    return target;
  }

  /** Whether its name has been asked for and has not come. */
  boolean isNameless() {
    return asked;
  }

  boolean isPublishing() {
    return state == State.PUBLISHING;
  }

  /** Removes the body if it is whole and on disk; does not fail. */
  Future<Void> discard() {
    return whole != null && whole.body() == null
        ? files.discard(whole.part())
        : Future.succeededFuture();
  }

  /** Asks for a name where none is known. */
  void askForName(ResponseHead head) {
    if (target == null) {
      ask(head, null);
    }
  }

  private void ask(ResponseHead head, @Nullable String taken) {
    if (!asked) {
      asked = true;
      link.reports()
          .ask(
              new NameRequest(
                  owner.task().id(),
                  head.status(),
                  head.all("content-disposition"),
                  head.mediaType(),
                  taken));
    }
  }

  /** The body is whole. */
  void begin(Whole body) {
    if (owner.isOver()) {
      return;
    }
    whole = body;
    if (asked) {
      link.reports().bodyWhole(owner.task().id());
    } else {
      publish(body);
    }
  }

  /** The name has come. */
  void named(NameGrant named) {
    target = named.target();
    replace = named.replace();
    asked = false;
    if (whole != null && state != State.PUBLISHING) {
      publish(whole);
    }
  }

  private void publish(Whole body) {
    if (state == State.WAITING) {
      return;
    }
    state = State.WAITING;
    link.whenLeased(
        () -> {
          state = State.IDLE;
          if (!owner.isOver()) {
            state = State.PUBLISHING;
            String path = Objects.requireNonNull(target);
            link.naming(files.publish(publication(body, path)))
                .onSuccess(result -> published(body, path, result));
          }
        });
  }

  private Publication publication(Whole body, String path) {
    SavedTime time = SavedTime.of(owner.task().demands().keep(), body.head().get("last-modified"));
    return new Publication(
        body.part(), path, replace, body.body(), body.digests(), time, body.sha256());
  }

  private void published(Whole body, String path, Publication.Result result) {
    state = State.IDLE;
    if (owner.isOver()) {
      // The session ended meanwhile. What was published stays, with its part as proof.
      if (!(result instanceof Publication.Result.Done)) {
        files.discard(body.part());
      }
      freed.run();
    } else if (result instanceof Publication.Result.Done done) {
      saved(body.onDisk(done.sha256()), path, done.mtimeMs());
    } else if (result instanceof Publication.Result.Taken taken) {
      onDisk(body, taken.sha256());
      ask(body.head(), path);
      link.reports().bodyWhole(owner.task().id());
    } else if (result instanceof Publication.Result.Late late) {
      publish(late.partWritten() ? onDisk(body, late.sha256()) : body);
    } else if (result instanceof Publication.Result.Full full) {
      freed.run();
      owner.finish(new Outcome.NoSpace(full.detail(), null));
    } else if (result instanceof Publication.Result.Failed failed) {
      boolean checksum = failed.fault().code() == ErrorCode.CHECKSUM;
      owner.fail(failed.fault(), false, !checksum);
    }
  }

  private Whole onDisk(Whole body, @Nullable String digest) {
    Whole written = body.onDisk(digest);
    whole = written;
    freed.run();
    return written;
  }

  private void saved(Whole body, String path, @Nullable Long mtimeMs) {
    freed.run();
    ResponseHead head = body.head();
    owner.finish(
        new Outcome.Saved(
            new SavedFile(path, body.size(), body.sha256(), mtimeMs, body.integrity()),
            new Response(
                head.status(),
                head.mediaType(),
                head.contentEncoding(),
                head.entityTag(),
                head.get("last-modified")),
            files.takeMadeDirectories(path),
            body.durationMs()));
  }
}
