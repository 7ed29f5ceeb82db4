package dev.fetchery.fetcher;

import dev.fetchery.bus.Message.Named;
import dev.fetchery.bus.Sink;
import dev.fetchery.bus.Task;
import dev.fetchery.client.Head;
import dev.fetchery.job.ErrorCode;
import dev.fetchery.job.Fault;
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

  private final Saving saving;

  private Head head;
  private Digests digests;
  private List<Buffer> small = new ArrayList<>();
  private long reserved;
  private BodyFile part;

  /** What an earlier attempt left, and the file that it is in; null where there is none. */
  private Part left;

  private PartFile reopened;

  /** Where the body comes by several connections, else null. */
  private SegmentedFile segmented;

  /** Whether what an earlier attempt left is gone or going; the file goes with this. */
  private Future<Void> superseded;

  private boolean begun;
  private boolean grown;
  private long continued;
  private boolean whole;
  private long durationMs;
  private long size;

  FileSink(TaskRun run, Task task, Sink.ToFile to) {
    this.run = run;
    this.task = task;
    this.to = to;
    this.saving = new Saving(run, task, to, this::freed);
  }

  boolean isWaitingForName() {
    return whole && saving.isAsking();
  }

  boolean isBeingPublished() {
    return saving.isPublishing();
  }

  /** Bytes that the answer itself did not bring: an earlier attempt's, or further connections'. */
  long broughtElsewise() {
    return segmented == null ? continued : segmented.received();
  }

  /** Length of the whole body that is being continued, or -1. */
  long total() {
    return left.totalBytes();
  }

  /** Opens what an earlier attempt left and reads it into the digests; tells how much there is. */
  Future<Long> reopen(Part earlier) {
    left = earlier;
    reopened = newPart(earlier.path());
    part = reopened;
    return reopened
        .open(earlier.totalBytes())
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
      superseded = part != null ? part.abandon(false).mapEmpty() : remove(to.resume().path());
      part = null;
    }
  }

  private Future<Void> remove(String file) {
    return run.tools().disk().removeOwn(file).otherwiseEmpty();
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
    saving.askForName(answer);
    // What comes meanwhile waits in the queue of the part.
    reopened.hashExisting(digests, continued);
  }

  /** Begins with the first byte. */
  void begin(Head answer) {
    forget();
    begun = true;
    head = answer;
    digests = Digests.of(task.sha256(), answer);
    saving.askForName(answer);
    Segments segments = Segments.of(task, to, answer);
    if (segments != null) {
      segmented = new SegmentedFile(run, to.part(), segments, this::written);
      stream(segmented);
      segmented.start();
    } else if (answer.contentLength() > SMALL || !reserve(Math.max(0, answer.contentLength()))) {
      stream(newPart(to.part()));
    }
  }

  private boolean reserve(long bytes) {
    if (!run.tools().budget().take(bytes)) {
      return false;
    }
    reserved += bytes;
    return true;
  }

  private void freed() {
    small = null;
    release();
  }

  private void release() {
    run.tools().budget().give(reserved);
    reserved = 0;
  }

  private PartFile newPart(String path) {
    return new PartFile(
        run.tools().disk(), path, run.tools().fullDurability(), run::diskFailed, this::written);
  }

  private void stream(BodyFile fresh) {
    part = fresh;
    run.tools().session().whenLeased(() -> fresh.create(saving.target(), digests));
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
    if (!grown && part.continuableBytes() >= WORTH_CONTINUING) {
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
      stream(newPart(to.part()));
    }
  }

  @Override
  public void end(Head answer, long received, long took) {
    durationMs = took;
    size = continued + received;
    if (left != null && size != left.totalBytes()) {
      // A part of the rest, truthfully labelled: what came is good, and there is more to come.
      run.broken(
          new Fault(ErrorCode.TRUNCATED, size + " of " + left.totalBytes() + " bytes"),
          true,
          false);
      return;
    }
    whole = segmented == null;
    if (part == null) {
      saving.begin(whole(null));
    } else {
      finishPart();
    }
  }

  private void finishPart() {
    part.finish()
        .onSuccess(v -> verifyPart())
        .onFailure(
            e -> {
              if (e instanceof IOException) {
                run.diskFailed(e);
              }
            });
  }

  private void verifyPart() {
    if (segmented != null) {
      whole = true;
      size = head.contentLength();
      durationMs = run.elapsedMs();
    }
    String objection = digests.objection(part.running());
    if (objection != null) {
      run.broken(new Fault(ErrorCode.CHECKSUM, objection), false, false);
      return;
    }
    saving.begin(whole(part.running().sha256Hex()));
  }

  /** Whether the body comes whole although the answer broke off: by its other connections. */
  boolean goesOnWithout(Fault why) {
    if (segmented == null) {
      return false;
    }
    segmented.firstLost(why);
    finishPart();
    return true;
  }

  private Saving.Whole whole(String sha256) {
    return new Saving.Whole(head, path(), small, digests, sha256, size, durationMs);
  }

  /** The name has come. */
  void named(Named named) {
    saving.named(named);
  }

  /** Closes without touching what is there. */
  void close() {
    if (part != null) {
      part.abandon(true);
    }
    release();
  }

  @Override
  public void leave() {
    if (part != null) {
      part.leave();
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
    if (saving.isPublishing()) {
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
    return saving.isOnDisk() ? remove(to.part()).mapEmpty() : Future.succeededFuture();
  }

  private Part remembered() {
    return left != null ? left : Continuation.of(path(), task.request().url(), head);
  }
}
