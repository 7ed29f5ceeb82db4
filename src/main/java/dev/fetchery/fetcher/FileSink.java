package dev.fetchery.fetcher;

import dev.fetchery.bus.FetcherMessage.NameGrant;
import dev.fetchery.bus.Sink;
import dev.fetchery.client.ResponseHead;
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
  private final Sink.ToFile to;
  private final FileSaver saving;

  /** What an earlier attempt left, or null. */
  private final ResumablePart earlier;

  private ResponseHead head;
  private Digests digests;
  private List<Buffer> small = new ArrayList<>();
  private long reserved;
  private BodyFile part;

  /** Where the body comes by several connections, else null. */
  private SegmentedFile segmented;

  private boolean begun;
  private boolean grown;
  private boolean whole;
  private long durationMs;
  private long size;

  FileSink(TaskRun run, Sink.ToFile to) {
    this.run = run;
    this.to = to;
    this.saving = new FileSaver(run, to, this::freed);
    this.earlier = to.resume() == null ? null : new ResumablePart(run.tools().disk(), to.resume());
  }

  boolean isWaitingForName() {
    return whole && saving.isAsking();
  }

  boolean isBeingPublished() {
    return saving.isPublishing();
  }

  /** Bytes that the answer itself did not bring: an earlier attempt's, or further connections'. */
  long broughtElsewise() {
    return segmented == null ? continued() : segmented.received();
  }

  private long continued() {
    return earlier == null ? 0 : earlier.bytes();
  }

  /** Null where there is none. */
  ResumablePart earlier() {
    return earlier;
  }

  /** Opens what an earlier attempt left, to go on behind it. */
  Future<Long> reopen() {
    PartFile reopened = newPart(to.resume().path());
    part = reopened;
    return earlier.open(reopened).onFailure(e -> part = null);
  }

  /** What is there is of no use, if there is something. */
  void forget() {
    if (earlier != null) {
      earlier.forget();
      part = null;
    }
  }

  /** Where the body is written to. */
  String path() {
    return part == null ? to.part() : part.path();
  }

  /** Goes on behind what is there. */
  void goOn(ResponseHead answer) {
    head = answer;
    digests = Digests.of(run.task().sha256(), answer);
    begun = true;
    grown = true;
    small = null;
    saving.askForName(answer);
    earlier.goOn(answer, digests);
  }

  /** Begins with the first byte. */
  void begin(ResponseHead answer) {
    forget();
    begun = true;
    head = answer;
    digests = Digests.of(run.task().sha256(), answer);
    saving.askForName(answer);
    Segments segments = Segments.of(run.task(), to, answer);
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
        run.tools().disk(),
        path,
        run.tools().fullDurability(),
        e -> run.diskFailed(e, to.part()),
        this::written);
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
        run.tools().session().grown(run.task().id(), now);
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
  public void end(ResponseHead answer, long received, long took) {
    durationMs = took;
    size = continued() + received;
    Fault missing = earlier == null ? null : earlier.missing(size);
    if (missing != null) {
      run.broken(missing, true, false);
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
                run.diskFailed(e, to.part());
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

  private FileSaver.Whole whole(String sha256) {
    return new FileSaver.Whole(head, path(), small, digests, sha256, size, durationMs);
  }

  /** The name has come. */
  void named(NameGrant named) {
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
      boolean untouched = !begun && (earlier == null || !earlier.isForgotten());
      if (keep && untouched) {
        return Future.succeededFuture(to.resume());
      }
      forget();
      return saving.discard().mapEmpty();
    }
    Part kept = keep && !whole ? remembered() : null;
    return part.abandon(kept != null).map(length -> length > 0 ? kept : null);
  }

  /** What another attempt goes on with, or null. */
  private Part remembered() {
    Part left = earlier == null ? null : earlier.continued();
    return left != null ? left : Continuation.of(path(), run.task().request().url(), head);
  }
}
