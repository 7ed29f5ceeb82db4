package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.FetcherMessage.NameRequest;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.ResponseHead;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Integrity;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** How a whole body comes to its name and is published. One event loop's. */
final class FileSaver {
  private final TaskRun run;
  private final Task task;
  private final Runnable freed;

  private String target;
  private boolean replace;
  private boolean asked;
  private Whole whole;
  private boolean awaitingLease;
  private boolean publishing;

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
      List<Buffer> body,
      Digests digests,
      String sha256,
      long size,
      long durationMs) {

    Whole onDisk(String digest) {
      String known = digest == null ? sha256 : digest;
      return new Whole(head, part, null, digests, known, size, durationMs);
    }
  }

  /**
   * The saving of one task's body.
   *
   * @param freed run when the body is in memory no more
   */
  FileSaver(TaskRun run, Sink.ToFile to, Runnable freed) {
    this.run = run;
    this.task = run.task();
    this.freed = freed;
    this.target = to.target();
    this.replace = to.replace();
  }

  /** The granted path, or null while it is not known. */
  String target() {
    return target;
  }

  /** Whether a name has been asked for and has not come. */
  boolean isAsking() {
    return asked;
  }

  boolean isPublishing() {
    return publishing;
  }

  /** Removes the body if it is whole and on disk; does not fail. */
  Future<Void> discard() {
    return whole != null && whole.body() == null
        ? run.tools().disk().removeOwn(whole.part()).otherwiseEmpty()
        : Future.succeededFuture();
  }

  /** Asks for a name where none is known. */
  void askForName(ResponseHead head) {
    if (target == null) {
      ask(head, null);
    }
  }

  private void ask(ResponseHead head, String taken) {
    if (asked) {
      return;
    }
    asked = true;
    List<String> dispositions = head.all("content-disposition");
    run.tools()
        .session()
        .ask(
            new NameRequest(
                task.id(),
                head.status(),
                dispositions.isEmpty() ? null : String.join("\n", dispositions),
                head.mediaType(),
                taken));
  }

  /** The body is whole. */
  void begin(Whole body) {
    if (run.isOver()) {
      return;
    }
    whole = body;
    if (asked) {
      run.tools().session().bodyWhole(task.id());
    } else {
      publish();
    }
  }

  /** The name has come. */
  void named(NameGrant named) {
    target = named.target();
    replace = named.replace();
    asked = false;
    if (whole != null && !publishing) {
      publish();
    }
  }

  private void publish() {
    if (awaitingLease) {
      return;
    }
    awaitingLease = true;
    run.tools()
        .session()
        .whenLeased(
            () -> {
              awaitingLease = false;
              if (run.isOver()) {
                return;
              }
              publishing = true;
              Publication publication =
                  new Publication(whole.part(), target, replace, whole.body(), whole.digests());
              run.tools().disk().publish(publication).onSuccess(this::published);
            });
  }

  private void published(Publication.Result result) {
    publishing = false;
    if (run.isOver()) {
      // The session ended meanwhile. What was published stands, with its part as proof; what was
      // not is nobody's.
      if (!(result instanceof Publication.Result.Done)) {
        run.tools().disk().removeOwn(whole.part());
      }
      freed.run();
    } else if (result instanceof Publication.Result.Done done) {
      saved(done.sha256() == null ? whole.sha256() : done.sha256());
    } else if (result instanceof Publication.Result.Taken taken) {
      onDisk(taken.sha256());
      ask(whole.head(), target);
      run.tools().session().bodyWhole(task.id());
    } else if (result instanceof Publication.Result.Late late) {
      if (late.partWritten()) {
        onDisk(late.sha256());
      }
      publish();
    } else if (result instanceof Publication.Result.Full full) {
      freed.run();
      run.finish(new Outcome.NoSpace(full.detail()));
    } else if (result instanceof Publication.Result.Failed failed) {
      boolean checksum = failed.fault().code() == ErrorCode.CHECKSUM;
      run.broken(failed.fault(), false, !checksum);
    }
  }

  private void onDisk(String digest) {
    whole = whole.onDisk(digest);
    freed.run();
  }

  private void saved(String digest) {
    freed.run();
    ResponseHead head = whole.head();
    run.finish(
        new Outcome.Saved(
            target,
            head.status(),
            whole.size(),
            whole.size(),
            digest,
            integrity(),
            head.mediaType(),
            Continuation.strongEtag(head),
            head.get("last-modified"),
            run.tools().disk().downloads().takeMade(target),
            whole.durationMs()));
  }

  private Integrity integrity() {
    if (whole.digests().any()) {
      return Integrity.DIGEST;
    } else if (whole.head().contentLength() >= 0) {
      return Integrity.LENGTH;
    }
    return whole.head().delimited() ? Integrity.CHUNKED : Integrity.UNVERIFIED;
  }
}
