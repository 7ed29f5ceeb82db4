package dev.fetchery.fetcher;

import dev.fetchery.bus.Message.NameAsk;
import dev.fetchery.bus.Message.Named;
import dev.fetchery.bus.Outcome;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Head;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
import dev.fetchery.job.Integrity;
import dev.fetchery.job.Part;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A body that becomes a file. A small one is held in memory and written and published in one hop; a
 * larger one is streamed into its part. One event loop's.
 */
final class FileSink implements BodySink {
  /** Bodies up to here are held in memory: what is ever on disk unfinished is larger. */
  private static final int SMALL = 64 << 10;

  /** Of a body of which so much is on disk the rest is asked for, also when the process dies. */
  private static final long WORTH_CONTINUING = 1 << 20;

  private final TaskRun run;
  private final Task task;
  private final Sink.ToFile to;

  private String target;
  private boolean replace;
  private boolean asked;
  private Head head;
  private Digests digests;
  private List<Buffer> small = new ArrayList<>();
  private long reserved;
  private PartFile part;
  private Part left;

  /** Whether what an earlier attempt left is gone or going; the file goes with this. */
  private Future<Void> superseded;

  private boolean begun;
  private boolean grown;
  private long continued;
  private boolean whole;
  private boolean partWhole;
  private boolean awaitingLease;
  private boolean publishing;
  private long durationMs;
  private long size;
  private String sha256;

  FileSink(TaskRun run, Task task, Sink.ToFile to) {
    this.run = run;
    this.task = task;
    this.to = to;
    this.target = to.target();
    this.replace = to.replace();
  }

  boolean isWaitingForName() {
    return whole && asked;
  }

  boolean isBeingPublished() {
    return publishing;
  }

  /** Bytes of the attempts that this one continues. */
  long continued() {
    return continued;
  }

  /** Length of the whole body that is being continued, or -1. */
  long total() {
    return left.totalBytes();
  }

  /** Opens what an earlier attempt left and reads it into the digests; tells how much there is. */
  Future<Long> reopen(Part earlier) {
    left = earlier;
    part = newPart(earlier.path());
    return part.open(earlier.totalBytes())
        .onSuccess(length -> continued = length)
        .recover(
            e -> {
              part = null;
              forget();
              return Future.failedFuture(e);
            });
  }

  /** Whether a 206 is the rest of what is there. */
  boolean fits(Head answer) {
    return Continuation.fits(left, continued, answer);
  }

  /**
   * What is there is of no use: it goes, and the body comes from its start to another place. Never
   * over it: should the process die, its record must not stand beside the bytes of another entity.
   */
  void forget() {
    left = null;
    head = null;
    continued = 0;
    if (to.resume() != null && superseded == null) {
      superseded =
          part != null ? part.abandon(false).mapEmpty() : remove(List.of(to.resume().path()));
      part = null;
    }
  }

  private Future<Void> remove(List<String> files) {
    return run.tools().disk().remove(files).otherwiseEmpty();
  }

  /** Where the body is written to. */
  String path() {
    return part == null ? to.part() : part.path();
  }

  /** Completes when what this has replaced is gone. */
  Future<Void> cleared() {
    return superseded == null ? Future.succeededFuture() : superseded;
  }

  /** Goes on behind what is there. */
  void goOn(Head answer) {
    head = answer;
    digests = Digests.of(task.sha256(), answer);
    ContentRange range = ContentRange.of(answer.all("content-range"));
    left =
        new Part(left.path(), left.url(), left.etag(), left.lastModified(), range.total(), Boot.ID);
    begun = true;
    grown = true;
    small = null;
    askForName(null);
    // What comes meanwhile waits in the queue of the part.
    part.hashExisting(digests, continued);
  }

  /** Begins with the first byte. */
  void begin(Head answer) {
    forget();
    begun = true;
    head = answer;
    digests = Digests.of(task.sha256(), answer);
    askForName(null);
    if (answer.contentLength() > SMALL || !reserve(Math.max(0, answer.contentLength()))) {
      stream();
    }
  }

  private boolean reserve(long bytes) {
    if (!run.tools().budget().take(bytes)) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  private void release() {
    run.tools().budget().give(reserved);
    reserved = 0;
  }

  private void askForName(String taken) {
    if ((target == null || taken != null) && !asked) {
      asked = true;
      List<String> dispositions = head.all("content-disposition");
      run.tools()
          .session()
          .ask(
              new NameAsk(
                  task.id(),
                  dispositions.isEmpty() ? null : String.join("\n", dispositions),
                  head.mediaType(),
                  taken));
    }
  }

  private PartFile newPart(String path) {
    return new PartFile(
        run.tools().disk(), path, run.tools().fullDurability(), run::diskFailed, this::written);
  }

  private void stream() {
    part = newPart(to.part());
    part.create(target, digests);
    small.forEach(part::write);
    small = null;
    release();
  }

  private void written() {
    if (!whole && part != null) {
      run.throttle(part.queuedBytes());
      tellWhenGrown();
    }
  }

  /** Not before the file is there with its first bytes, so that no other is taken for it. */
  private void tellWhenGrown() {
    if (!grown && part.writtenBytes() >= WORTH_CONTINUING) {
      grown = true;
      Part now = remembered();
      if (now != null && !run.isOver()) {
        run.tools().session().grown(task.id(), now);
      }
    }
  }

  @Override
  public void write(Buffer bytes) {
    if (small == null) {
      part.write(bytes);
      run.throttle(part.queuedBytes());
      return;
    }
    small.add(bytes);
    size += bytes.length();
    long more = size - reserved;
    if (size > SMALL || (more > 0 && !reserve(more))) {
      stream();
    }
  }

  @Override
  public void end(Head answer, long received, long took) {
    durationMs = took;
    size = continued + received;
    whole = true;
    if (left != null && size != left.totalBytes()) {
      // A part of the rest, truthfully labelled: what came is good, and there is more to come.
      whole = false;
      run.broken(
          new Fault(ErrorCode.TRUNCATED, size + " of " + left.totalBytes() + " bytes"),
          true,
          false);
      return;
    }
    if (part == null) {
      nameOrWait();
      return;
    }
    part.finish()
        .onSuccess(
            v -> {
              partWhole = true;
              verifyPart();
            })
        .onFailure(
            e -> {
              if (e instanceof IOException) {
                run.diskFailed(e);
              }
            });
  }

  private void verifyPart() {
    String objection = digests.objection(part.running());
    if (objection != null) {
      run.broken(new Fault(ErrorCode.CHECKSUM, objection), false, false);
      return;
    }
    sha256 = part.running().sha256Hex();
    nameOrWait();
  }

  private void nameOrWait() {
    if (run.isOver()) {
      return;
    } else if (asked) {
      run.tools().session().bodyWhole(task.id());
    } else {
      publish();
    }
  }

  /** The name has come. */
  void named(Named named) {
    target = named.target();
    replace = named.replace();
    asked = false;
    boolean ready = whole && (part == null || (partWhole && sha256 != null));
    if (ready && !publishing) {
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
                  new Publication(path(), target, replace, partWhole ? null : small, digests);
              run.tools().disk().publish(publication).onSuccess(this::published);
            });
  }

  private void published(Publication.Result result) {
    publishing = false;
    if (run.isOver()) {
      // The session ended meanwhile. What was published stands, with its part as proof; what was
      // not is nobody's.
      if (!(result instanceof Publication.Result.Done)) {
        remove(List.of(path()));
      }
      release();
    } else if (result instanceof Publication.Result.Done done) {
      saved(done.sha256() == null ? sha256 : done.sha256());
    } else if (result instanceof Publication.Result.Taken taken) {
      onDisk(taken.sha256());
      askForName(target);
      run.tools().session().bodyWhole(task.id());
    } else if (result instanceof Publication.Result.Late late) {
      onDisk(late.sha256());
      publish();
    } else if (result instanceof Publication.Result.Full full) {
      release();
      run.finish(new Outcome.NoSpace(full.detail()));
    } else if (result instanceof Publication.Result.Failed failed) {
      boolean checksum = failed.fault().code() == ErrorCode.CHECKSUM;
      run.broken(failed.fault(), false, !checksum);
    }
  }

  private void onDisk(String digest) {
    partWhole = true;
    sha256 = digest == null ? sha256 : digest;
    small = null;
    release();
  }

  private void saved(String digest) {
    release();
    run.finish(
        new Outcome.Saved(
            target,
            head.status(),
            size,
            size,
            digest,
            integrity(),
            head.mediaType(),
            Continuation.strongEtag(head),
            head.get("last-modified"),
            durationMs));
  }

  private Integrity integrity() {
    if (digests.any()) {
      return Integrity.DIGEST;
    } else if (head.contentLength() >= 0) {
      return Integrity.LENGTH;
    }
    return head.delimited() ? Integrity.CHUNKED : Integrity.UNVERIFIED;
  }

  /** Closes without touching what is there. */
  void close() {
    if (part != null) {
      part.abandon(true);
    }
    release();
  }

  /**
   * A part is kept where the entity can be recognised again. What never came to disk was small
   * enough to be fetched anew.
   */
  @Override
  public Future<Part> abandon(boolean keep) {
    release();
    small = null;
    if (publishing) {
      // A worker has it; what comes of that is seen to when it is back.
      return Future.succeededFuture();
    } else if (part == null) {
      return begun || superseded != null || !keep ? removed() : Future.succeededFuture(to.resume());
    }
    Part kept = keep && !whole ? remembered() : null;
    return part.abandon(kept != null).map(length -> length > 0 ? kept : null);
  }

  private Future<Part> removed() {
    forget();
    return partWhole ? remove(List.of(to.part())).mapEmpty() : Future.succeededFuture();
  }

  private Part remembered() {
    return left != null ? left : Continuation.of(path(), task.request().url(), head);
  }
}
